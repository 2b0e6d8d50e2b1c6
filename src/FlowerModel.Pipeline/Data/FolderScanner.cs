using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>Finds the images of a dataset folder: one sub-folder per class, images at any depth below it.</summary>
public static class FolderScanner
{
    // Distinguishes images from notes and databases. Some of these formats cannot be decoded; such a file gets a warning with the advice to convert it,
    // whereas a file with an unlisted extension is ignored silently. How a file is decoded depends only on its content.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".tga", ".psd", ".webp", ".tif", ".tiff", ".heic", ".avif",
    };

    /// <summary>Returns true if a file's name has the extension of an image.</summary>
    public static bool IsImageName(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>Lists the images, sorted ordinally by label and path. Hidden files and folders and links to folders are skipped.</summary>
    /// <param name="root">Full path of the dataset folder.</param>
    /// <exception cref="PipelineException">The folder does not exist.</exception>
    public static IReadOnlyList<ImageFile> Scan(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new PipelineException(
                Codes.DatasetNotFound,
                $"The dataset folder '{root}' does not exist. Dataset is relative to the project and names a folder with one sub-folder of images per class.",
                root);
        }

        var images = new List<ImageFile>();
        foreach (var folder in SubFolders(root))
        {
            var label = Path.GetFileName(folder);
            var files = new List<string>();
            AddImagesIn(folder, files);
            foreach (var file in files) images.Add(new ImageFile(label, label + file.Substring(folder.Length).Replace(Path.DirectorySeparatorChar, '/')));
        }

        images.Sort(static (a, b) =>
        {
            var byLabel = string.CompareOrdinal(a.Label, b.Label);
            return byLabel != 0 ? byLabel : string.CompareOrdinal(a.Path, b.Path);
        });
        return images;
    }

    /// <summary>
    /// Returns the class names that the folder's structure defines, sorted ordinally, without reading any image; empty if the folder does not
    /// exist.
    /// </summary>
    public static IReadOnlyList<string> Labels(string root) =>
        Directory.Exists(root) ? [.. SubFolders(root).Select(Path.GetFileName).OrderBy(name => name, StringComparer.Ordinal)] : [];

    /// <summary>Returns the full paths of the folders directly in a folder, without hidden ones and links.</summary>
    internal static List<string> SubFolders(string folder)
    {
        var folders = new List<string>();
        using var entries = FolderReader.Open(folder);
        while (entries.Read())
        {
            if (entries.Kind == EntryKind.Folder) folders.Add(Path.Combine(folder, entries.Name));
        }

        return folders;
    }

    private static void AddImagesIn(string folder, List<string> images)
    {
        var children = new List<string>();
        using (var entries = FolderReader.Open(folder))
        {
            while (entries.Read())
            {
                if (entries.Kind == EntryKind.Folder) children.Add(Path.Combine(folder, entries.Name));
                else if (entries.IsImage) images.Add(Path.Combine(folder, entries.Name));
            }
        }

        foreach (var child in children) AddImagesIn(child, images);
    }
}
