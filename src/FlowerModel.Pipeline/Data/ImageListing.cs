using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Data;

/// <summary>Compares dataset folders with the images of an index without reading them.</summary>
internal static class ImageListing
{
    /// <summary>Returns true if the images that <see cref="ScannedFolders.Scan(IReadOnlyList{string})"/> lists are the images of the index, and every class has one.</summary>
    /// <param name="roots">Full paths of the dataset folders, which exist.</param>
    /// <param name="files">The files of the index.</param>
    /// <param name="cancellation">Cancels the comparison.</param>
    public static bool IsUnchanged(IReadOnlyList<string> roots, PackedFiles files, CancellationToken cancellation)
    {
        var images = 0;
        foreach (var root in roots)
        {
            if (ClassFolders(FolderPath.Of(root)) is not { } folders) return false;
            foreach (var folder in folders)
            {
                if (KnownImages(folder, files, cancellation) is not (> 0 and var inClass)) return false;
                images += inClass;
            }
        }

        return images == files.ImageCount;
    }

    // Null if there are images outside the class folders of subsets, which is an error.
    private static List<FolderPath>? ClassFolders(FolderPath root)
    {
        var folders = FolderScanner.SubFolders(root);
        var subsets = SubsetFolders.Of(folders);
        if (subsets.Count == 0) return folders;
        folders.Clear();
        foreach (var subset in subsets)
        {
            if (SubsetFolders.HasImages(subset.Folder.Path)) return null;
            folders.AddRange(FolderScanner.SubFolders(subset.Folder));
        }

        return folders;
    }

    // The number of images in a folder and below it; -1 if one of them is not in the index.
    private static int KnownImages(FolderPath folder, PackedFiles files, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (images, children) = (0, new List<FolderPath>());
        using (var entries = FolderReader.Open(folder.Path))
        {
            PackedImageNames? known = null;
            while (entries.Read())
            {
                if (entries.IsFolder && folder.Enter(entries.Name, entries.Kind == EntryKind.FolderLink) is { } child) children.Add(child);
                if (!entries.IsImage && !entries.MayBeImage) continue;
                known ??= files.ImagesIn(folder.Path);
                if (known is not null && known.Contains(entries.Bytes, entries.Start, entries.Length)) images++;
                else if (entries.IsImageIn(folder.Path)) return -1;
            }
        }

        foreach (var child in children)
        {
            if (KnownImages(child, files, cancellation) is not (>= 0 and var below)) return -1;
            images += below;
        }

        return images;
    }
}
