using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Finds the class folders of an extracted archive. Archives often have folders on top (<c>flower_photos/daisy/1.jpg</c>): from the root
/// downward, a folder whose images are all in one sub-folder is skipped; the first one with images in two or more sub-folders is the
/// dataset's folder, and each of these sub-folders is a class. If there is no such folder, the lowest one is the only class. Images
/// beside class folders belong to no class and are left out, as in a plain dataset folder.
/// </summary>
internal static class ClassFolders
{
    /// <summary>Returns labels and images; paths are relative to <paramref name="root"/>.</summary>
    /// <param name="root">Full path of the extracted archive.</param>
    public static DatasetFiles Find(string root)
    {
        var folder = root;
        var images = FolderScanner.Scan(folder);
        while (Labels(images) is [var only])
        {
            var below = FolderScanner.Scan(Path.Combine(folder, only));
            if (below.Count == 0) break;
            folder = Path.Combine(folder, only);
            images = below;
        }

        var prefix = folder == root ? "" : Path.GetRelativePath(root, folder).Replace('\\', '/') + "/";
        return new DatasetFiles(Labels(images), [.. images.Select(image => image with { Path = prefix + image.Path })]);
    }

    private static string[] Labels(IReadOnlyList<ImageFile> images) =>
        [.. images.Select(image => image.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
