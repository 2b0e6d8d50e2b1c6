using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>The images of one or several dataset folders, before they are hashed.</summary>
/// <param name="Root">What their paths are relative to.</param>
/// <param name="Labels">Every class, sorted ordinally, including those without images.</param>
/// <param name="Images">The images.</param>
public sealed record ScannedFolders(ImageRoot Root, IReadOnlyList<string> Labels, IReadOnlyList<ImageFile> Images)
{
    /// <summary>Lists the images of dataset folders. Classes with the same name in several folders are one class.</summary>
    /// <param name="folders">Full paths.</param>
    /// <exception cref="PipelineException">A folder does not exist, or images of a subset are in no class folder.</exception>
    public static ScannedFolders Scan(IReadOnlyList<string> folders)
    {
        var root = ImageRoot.Of(folders);
        if (root.Folders is null) return Scan(folders[0]);
        var (labels, images) = (new SortedSet<string>(StringComparer.Ordinal), new List<ImageFile>());
        foreach (var folder in root.Folders)
        {
            var scanned = Scan(folder.Value);
            labels.UnionWith(scanned.Labels);
            images.AddRange(scanned.Images.Select(image => image with { Path = $"{folder.Key}/{image.Path}" }));
        }

        return new ScannedFolders(root, [.. labels], images);
    }

    /// <summary>Returns the class names that the folders' structure defines, sorted ordinally, without reading any image.</summary>
    /// <param name="folders">Full paths; those that do not exist have no classes.</param>
    public static IReadOnlyList<string> LabelsOf(IEnumerable<string> folders) =>
        [.. folders.Where(Directory.Exists).SelectMany(LabelsOf).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal)];

    private static ScannedFolders Scan(string folder)
    {
        var subsets = Directory.Exists(folder) ? SubsetFolders.Of(FolderScanner.SubFolders(folder)) : [];
        if (subsets.Count == 0) return new ScannedFolders(new ImageRoot(folder), FolderScanner.Labels(folder), FolderScanner.Scan(folder));
        // Without validation images, some of the training images are held out by the usual rule.
        var isValidated = subsets.Any(subset => subset.Subset == Subset.Validation);
        var images = new List<ImageFile>();
        foreach (var subset in subsets)
        {
            CheckLabeled(subset);
            Subset? kept = subset.Subset == Subset.Train && !isValidated ? null : subset.Subset;
            var name = Path.GetFileName(subset.Path);
            images.AddRange(FolderScanner.Scan(subset.Path).Select(image => image with { Path = $"{name}/{image.Path}", Subset = kept }));
        }

        return new ScannedFolders(new ImageRoot(folder), LabelsOf([folder]), images);
    }

    private static IReadOnlyList<string> LabelsOf(string folder)
    {
        var subsets = SubsetFolders.Of(FolderScanner.SubFolders(folder));
        return subsets.Count == 0 ? FolderScanner.Labels(folder) : [.. subsets.SelectMany(subset => FolderScanner.Labels(subset.Path))];
    }

    private static void CheckLabeled(SubsetFolder subset)
    {
        if (!SubsetFolders.HasImages(subset.Path)) return;
        throw new PipelineException(
            Codes.UnlabeledSubset,
            $"The images directly in '{Path.GetFileName(subset.Path)}' have no class, although the dataset is divided into subsets with one folder per class. "
            + $"Move them into class folders, or move them out of the dataset. (If '{Path.GetFileName(subset.Path)}' is a class, rename its folder: "
            + $"{SubsetName.Known} are names of subsets.)",
            subset.Path);
    }
}
