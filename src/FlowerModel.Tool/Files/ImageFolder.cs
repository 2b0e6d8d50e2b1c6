using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Files;

/// <summary>Reads the images of a folder given on the command line.</summary>
internal static class ImageFolder
{
    /// <summary>
    /// Returns the images in sub-folders, one sub-folder per class. Reports a warning if there are files that are probably meant to be images.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="output">Receives the warning.</param>
    /// <exception cref="PipelineException">The folder does not exist.</exception>
    public static IReadOnlyList<ImageFile> Scan(string folder, ToolOutput output)
    {
        if (!Directory.Exists(folder)) throw new PipelineException(Codes.DatasetNotFound, "The image folder does not exist; correct its path.", folder);
        var passedOver = new PassedOver();
        var images = FolderScanner.Scan(Path.GetFullPath(folder), passedOver);
        if (PassedOver.Warn("", passedOver.Kinds, folder) is { } warning) output.Report(warning);
        return images;
    }

    /// <summary>Path of an image in the folder.</summary>
    public static string PathOf(string folder, ImageFile image) => Path.Combine(folder, image.Path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Decodes an image; reports a warning if it cannot be read.</summary>
    /// <param name="path">The image.</param>
    /// <param name="output">Receives the warning.</param>
    /// <param name="problem">Why it cannot be read.</param>
    /// <returns>The image, or null if it cannot be read.</returns>
    public static RgbImage? TryLoad(string path, ToolOutput output, out string? problem)
    {
        try
        {
            problem = null;
            return RgbImage.Load(path);
        }
        catch (Exception error) when (error is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            problem = error.Message;
            output.Report(Diagnostic.Warning(Codes.UnreadableImage, $"The image cannot be read and is left out: {error.Message}", path));
            return null;
        }
    }

    /// <summary>
    /// Chooses images for calibration or for a comparison of layers, as a build does: from the classes (sub-folders) in turn, and within a
    /// class in the order of their content hashes. A folder of images without sub-folders is one class. Images that cannot be read are left
    /// out with a warning.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="count">The maximum number of images.</param>
    /// <param name="output">Receives the warnings.</param>
    /// <returns>Paths of images that can be read.</returns>
    /// <exception cref="PipelineException">The folder does not exist, or contains no readable image.</exception>
    public static IReadOnlyList<string> Choose(string folder, int count, ToolOutput output)
    {
        var images = Scan(folder, output);
        var loose = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(ImageName.IsImage);
        var entries = images
            .Concat(loose.Order(StringComparer.Ordinal).Select(name => new ImageFile("", name)))
            .Select(image =>
            {
                var path = PathOf(folder, image);
                return new ManifestEntry(image.Label, path, Hashing.OfFile(path), Size: 0, Subset.Train);
            });
        var chosen = CalibrationSet.Choose(entries, int.MaxValue)
            .Select(entry => entry.Path)
            .Where(path => TryLoad(path, output, out _) is not null)
            .Take(count)
            .ToArray();
        return chosen.Length > 0
            ? chosen
            : throw new PipelineException(Codes.NoImages, "This folder contains no readable image.", folder);
    }
}
