using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>The images of one or several dataset folders, before they are hashed.</summary>
/// <param name="Root">What their paths are relative to.</param>
/// <param name="Labels">Every class, sorted ordinally, including those without images.</param>
/// <param name="Images">The images.</param>
public sealed record ScannedFolders(ImageRoot Root, IReadOnlyList<string> Labels, IReadOnlyList<ImageFile> Images)
{
    /// <summary>The files that are not used, with paths as those of the images.</summary>
    public IReadOnlyList<PassedOverFiles> PassedOver { get; init; } = [];

    /// <summary>Lists the images of dataset folders. Classes with the same name in several folders are one class.</summary>
    /// <param name="folders">Full paths.</param>
    /// <exception cref="PipelineException">A folder does not exist, or images of a subset are in no class folder.</exception>
    public static ScannedFolders Scan(IReadOnlyList<string> folders)
    {
        var root = ImageRoot.Of(folders);
        if (root.Folders is null) return Scan(folders[0]);
        var (labels, images, passedOver) = (new SortedSet<string>(StringComparer.Ordinal), new List<ImageFile>(), new PassedOver());
        foreach (var folder in root.Folders)
        {
            var scanned = Scan(folder.Value);
            labels.UnionWith(scanned.Labels);
            images.AddRange(scanned.Images.Select(image => image with { Path = $"{folder.Key}/{image.Path}" }));
            passedOver.Add(scanned.PassedOver, folder.Key + "/");
        }

        return new ScannedFolders(root, [.. labels], images) { PassedOver = passedOver.Kinds };
    }

    /// <summary>Returns the class names that the folders' structure defines, sorted ordinally, without reading any image.</summary>
    /// <param name="folders">Full paths; those that do not exist have no classes.</param>
    public static IReadOnlyList<string> LabelsOf(IEnumerable<string> folders) =>
        [.. folders.Where(Directory.Exists).SelectMany(LabelsOf).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal)];

    private static ScannedFolders Scan(string folder)
    {
        var (root, passedOver) = (FolderPath.Of(folder), new PassedOver());
        var subsets = Directory.Exists(folder) ? SubsetFolders.Of(FolderScanner.SubFolders(root)) : [];
        if (subsets.Count == 0)
        {
            var all = FolderScanner.Scan(folder, passedOver);
            return new ScannedFolders(new ImageRoot(folder), FolderScanner.Labels(folder), all) { PassedOver = passedOver.Kinds };
        }

        FolderScanner.SubFolders(root, passedOver);
        // Without validation images, some of the training images are held out by the usual rule.
        var isValidated = subsets.Any(subset => subset.Subset == Subset.Validation);
        var images = new List<ImageFile>();
        foreach (var subset in subsets)
        {
            CheckLabeled(subset);
            Subset? kept = subset.Subset == Subset.Train && !isValidated ? null : subset.Subset;
            var (name, below) = (subset.Folder.Name, new PassedOver());
            images.AddRange(FolderScanner.Scan(subset.Folder, below).Select(image => image with { Path = $"{name}/{image.Path}", Subset = kept }));
            passedOver.Add(below.Kinds, name + "/");
        }

        return new ScannedFolders(new ImageRoot(folder), LabelsOf([folder]), images) { PassedOver = passedOver.Kinds };
    }

    private static IReadOnlyList<string> LabelsOf(string folder)
    {
        var root = FolderPath.Of(folder);
        var subsets = SubsetFolders.Of(FolderScanner.SubFolders(root));
        return subsets.Count == 0 ? FolderScanner.Labels(root) : [.. subsets.SelectMany(subset => FolderScanner.Labels(subset.Folder))];
    }

    private static void CheckLabeled(SubsetFolder subset)
    {
        if (!SubsetFolders.HasImages(subset.Folder.Path)) return;
        throw new PipelineException(
            Codes.UnlabeledSubset,
            $"The images directly in '{subset.Folder.Name}' have no class, although the dataset is divided into subsets with one folder per class. "
            + $"Move them into class folders, or move them out of the dataset. (If '{subset.Folder.Name}' is a class, rename its folder: "
            + $"{SubsetName.Known} are names of subsets.)",
            subset.Folder.Path);
    }
}
