using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Finds the class folders of an extracted archive. Archives often have folders on top (<c>flower_photos/daisy/1.jpg</c>): from the root
/// downward, a folder whose images are all in one sub-folder is skipped; the first one with images in two or more sub-folders is the
/// dataset's folder, and it is read like a plain dataset folder: each of its sub-folders is a class, or the subsets are. If there is no such
/// folder, the lowest one is the only class. Images beside class folders belong to no class and are left out, as in a plain dataset folder.
/// </summary>
internal static class ClassFolders
{
    /// <summary>Returns labels and images; paths are relative to <paramref name="root"/>.</summary>
    /// <param name="root">Full path of the extracted archive.</param>
    /// <param name="archive">Path or URL of the archive, for messages.</param>
    /// <exception cref="PipelineException">There are no class folders, or images of a subset are in none.</exception>
    public static DatasetFiles Find(string root, string archive)
    {
        var folder = root;
        while (FolderScanner.Scan(folder).Select(image => image.Label).Distinct(StringComparer.Ordinal).ToArray() is [var only])
        {
            var below = Path.Combine(folder, only);
            if (FolderScanner.Scan(below).Count == 0) break;
            folder = below;
        }

        var prefix = folder == root ? "" : Path.GetRelativePath(root, folder).Replace('\\', '/') + "/";
        var scanned = Scan(root, folder, archive);
        var images = scanned.Images.Select(image => image with { Path = prefix + image.Path }).ToArray();
        if (images.Length == 0) throw NoClasses(root, archive);
        var passedOver = new PassedOver();
        passedOver.Add(ExtractedImages.ReadPassedOver(root));
        passedOver.Add(scanned.PassedOver, prefix);
        return new DatasetFiles(
            [.. images.Select(image => image.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            images,
            passedOver.Kinds is { Count: > 0 } kinds ? kinds : null);
    }

    private static ScannedFolders Scan(string root, string folder, string archive)
    {
        try
        {
            return ScannedFolders.Scan([folder]);
        }
        catch (PipelineException error)
        {
            throw new PipelineException(ArchiveMessage.Of(error.Diagnostic, root, archive), error);
        }
    }

    private static PipelineException NoClasses(string root, string archive)
    {
        var loose = Directory.EnumerateFiles(root).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        var found = loose.Length == 0
            ? "contains no images"
            : FormattableString.Invariant($"has no class folders: its {loose.Length} images, such as '{loose[0]}', are in no folder");
        return new PipelineException(
            Codes.TooFewClasses,
            $"The archive {found}. A classifier needs at least two classes, with one folder of images each, such as 'daisy/1.jpg' and 'roses/1.jpg'. "
            + "Pack the archive that way, or unpack it and list the images with their labels in a CSV file with the columns path,label.",
            archive);
    }
}
