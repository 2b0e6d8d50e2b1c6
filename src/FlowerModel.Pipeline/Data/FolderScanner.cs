using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Data;

/// <summary>Finds the images of a dataset folder: one sub-folder per class, images at any depth below it.</summary>
public static class FolderScanner
{
    /// <summary>
    /// Lists the images, sorted ordinally by label and path. Links are followed. Hidden files and folders and those of <see cref="IgnoredNames"/> are
    /// skipped. The content decides only about files whose names leave it open (<see cref="ImageNameKind"/>).
    /// </summary>
    /// <param name="root">Full path of the dataset folder.</param>
    /// <param name="passedOver">Receives the files that are not images, with paths below the folder; null if nobody wants to know.</param>
    /// <exception cref="PipelineException">The folder does not exist.</exception>
    public static IReadOnlyList<ImageFile> Scan(string root, PassedOver? passedOver = null)
    {
        if (!Directory.Exists(root))
        {
            throw new PipelineException(
                Codes.DatasetNotFound,
                $"The dataset folder '{root}' does not exist. Dataset is relative to the project and names a folder with one sub-folder of images per class.",
                root);
        }

        return Scan(FolderPath.Of(root), passedOver);
    }

    /// <summary>
    /// Returns the class names that the folder's structure defines, sorted ordinally, without reading any image; empty if the folder does not
    /// exist.
    /// </summary>
    public static IReadOnlyList<string> Labels(string root) =>
        Directory.Exists(root) ? Labels(FolderPath.Of(root)) : [];

    /// <summary>Returns the class names that a folder's structure defines, sorted ordinally.</summary>
    internal static IReadOnlyList<string> Labels(FolderPath root) =>
        [.. SubFolders(root).Select(folder => folder.Name).OrderBy(name => name, StringComparer.Ordinal)];

    /// <summary>Lists the images of a folder with one sub-folder per class.</summary>
    internal static IReadOnlyList<ImageFile> Scan(FolderPath root, PassedOver? passedOver)
    {
        var images = new List<ImageFile>();
        foreach (var folder in SubFolders(root, passedOver))
        {
            var files = new List<string>();
            AddImagesIn(folder, folder.Name, files, passedOver);
            foreach (var file in files) images.Add(new ImageFile(folder.Name, file));
        }

        images.Sort(static (a, b) =>
        {
            var byLabel = string.CompareOrdinal(a.Label, b.Label);
            return byLabel != 0 ? byLabel : string.CompareOrdinal(a.Path, b.Path);
        });
        return images;
    }

    /// <summary>Returns the folders directly in a folder, without those that are skipped.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="passedOver">Receives the files in the folder itself; null if nobody wants to know.</param>
    internal static List<FolderPath> SubFolders(FolderPath folder, PassedOver? passedOver = null)
    {
        var folders = new List<FolderPath>();
        using var entries = FolderReader.Open(folder.Path);
        while (entries.Read())
        {
            if (entries.IsFolder) Enter(folder, entries, folders, "", passedOver);
            else if (passedOver is not null) Add(passedOver, folder, entries.Name, entries.Name);
        }

        return folders;
    }

    private static void AddImagesIn(FolderPath folder, string below, List<string> images, PassedOver? passedOver)
    {
        var children = new List<FolderPath>();
        using (var entries = FolderReader.Open(folder.Path))
        {
            while (entries.Read())
            {
                if (entries.IsFolder) Enter(folder, entries, children, below + "/", passedOver);
                else if (entries.IsImageIn(folder.Path)) images.Add($"{below}/{entries.Name}");
                else if (passedOver is not null) Add(passedOver, folder, entries.Name, $"{below}/{entries.Name}");
            }
        }

        foreach (var child in children) AddImagesIn(child, $"{below}/{child.Name}", images, passedOver);
    }

    private static void Enter(FolderPath folder, FolderReader entries, List<FolderPath> children, string below, PassedOver? passedOver)
    {
        if (folder.Enter(entries.Name, entries.Kind == EntryKind.FolderLink) is { } child) children.Add(child);
        else passedOver?.Add(KindOfLink(Path.Combine(folder.Path, entries.Name)), below + entries.Name, mayBeMeant: true);
    }

    private static void Add(PassedOver passedOver, FolderPath folder, string name, string path)
    {
        if (IgnoredNames.Contains(name)) return;
        if (LeadsToNothing(Path.Combine(folder.Path, name))) passedOver.Add(PassedOver.DanglingLink, path, mayBeMeant: true);
        else passedOver.AddByName(path);
    }

    private static string KindOfLink(string path) => FolderIdentity.TryRead(path) is null ? PassedOver.DanglingLink : PassedOver.CircularLink;

    // .NET says that a link without a target exists.
    private static bool LeadsToNothing(string path) => UnixFileFacts.IsSupported && UnixFileFacts.TryRead(path) is null;
}
