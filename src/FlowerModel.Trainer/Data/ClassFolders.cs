using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;

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
    /// <exception cref="FlowerModel.Pipeline.Diagnostics.PipelineException">Images of a subset are in no class folder.</exception>
    public static DatasetFiles Find(string root)
    {
        var folder = root;
        while (FolderScanner.Scan(folder).Select(image => image.Label).Distinct(StringComparer.Ordinal).ToArray() is [var only])
        {
            var below = Path.Combine(folder, only);
            if (FolderScanner.Scan(below).Count == 0) break;
            folder = below;
        }

        var prefix = folder == root ? "" : Path.GetRelativePath(root, folder).Replace('\\', '/') + "/";
        var images = ScannedFolders.Scan([folder]).Images.Select(image => image with { Path = prefix + image.Path }).ToArray();
        return new DatasetFiles([.. images.Select(image => image.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], images);
    }
}
