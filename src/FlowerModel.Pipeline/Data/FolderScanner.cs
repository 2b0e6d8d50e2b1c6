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
            foreach (var file in ImagesIn(folder))
                images.Add(new ImageFile(label, label + file.Substring(folder.Length).Replace(Path.DirectorySeparatorChar, '/')));
        }

        images.Sort(static (a, b) =>
        {
            var byLabel = string.CompareOrdinal(a.Label, b.Label);
            return byLabel != 0 ? byLabel : string.CompareOrdinal(a.Path, b.Path);
        });
        return images;
    }

    /// <summary>Lists the full paths of the images that <see cref="Scan"/> lists, in no particular order.</summary>
    /// <param name="root">Full path of the dataset folder, which exists.</param>
    public static IEnumerable<string> ImagesBelow(string root)
    {
        foreach (var folder in SubFolders(root))
        {
            foreach (var file in ImagesIn(folder)) yield return file;
        }
    }

    /// <summary>Returns true if a class has no images.</summary>
    /// <param name="root">Full path of the dataset folder, which exists.</param>
    public static bool HasEmptyClass(string root) => SubFolders(root).Any(folder => !ImagesIn(folder).Any());

    /// <summary>
    /// Returns the class names that the folder's structure defines, sorted ordinally, without reading any image; empty if the folder does not
    /// exist.
    /// </summary>
    public static IReadOnlyList<string> Labels(string root) =>
        Directory.Exists(root) ? [.. SubFolders(root).Select(Path.GetFileName).OrderBy(name => name, StringComparer.Ordinal)] : [];

    private static IEnumerable<string> ImagesIn(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (IsVisible(file) && IsImageName(file)) yield return file;
        }

        foreach (var child in SubFolders(folder))
        {
            foreach (var file in ImagesIn(child)) yield return file;
        }
    }

    // A link to a parent folder would lead to an endless loop.
    private static IEnumerable<string> SubFolders(string folder)
    {
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (IsVisible(child) && (File.GetAttributes(child) & FileAttributes.ReparsePoint) == 0) yield return child;
        }
    }

    private static bool IsVisible(string path) => path[path.LastIndexOf(Path.DirectorySeparatorChar) + 1] != '.';
}
