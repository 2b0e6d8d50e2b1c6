using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Files;

/// <summary>The pictures of a folder that a command names.</summary>
internal static class PictureFolder
{
    /// <summary>The pictures in sub-folders, one sub-folder a class.</summary>
    /// <exception cref="PipelineException">There is no folder.</exception>
    public static IReadOnlyList<PictureFile> Scan(string folder)
    {
        if (!Directory.Exists(folder)) throw new PipelineException(Codes.DatasetNotFound, "There is no such folder of pictures; correct its path.", folder);
        return FolderScanner.Scan(Path.GetFullPath(folder));
    }

    /// <summary>Path of a picture of the folder.</summary>
    public static string PathOf(string folder, PictureFile picture) => Path.Combine(folder, picture.Path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Decodes a picture; one that cannot be read is warned of.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="output">Receives the warning.</param>
    /// <param name="problem">Why it cannot be read.</param>
    /// <returns>The picture, or null where it cannot be read.</returns>
    public static RgbImage? TryLoad(string path, ToolOutput output, out string? problem)
    {
        try
        {
            problem = null;
            return RgbImage.Load(path);
        }
        catch (Exception error) when (error is PictureFormatException or IOException or UnauthorizedAccessException)
        {
            problem = error.Message;
            output.Report(Diagnostic.Warning(Codes.UnreadablePicture, $"The picture cannot be read and is left out: {error.Message}", path));
            return null;
        }
    }

    /// <summary>
    /// Chooses pictures to calibrate on, or to show a model's layers at work, as a build does: the classes (sub-folders) take turns, within a
    /// class the order is that of the contents' hashes. A folder of pictures without sub-folders is one class. Pictures that cannot be read
    /// are left out with a warning.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="count">How many pictures at most.</param>
    /// <param name="output">Receives the warnings.</param>
    /// <returns>Paths of pictures that can be read.</returns>
    /// <exception cref="PipelineException">There is no folder, or no picture in it that can be read.</exception>
    public static IReadOnlyList<string> Choose(string folder, int count, ToolOutput output)
    {
        var pictures = Scan(folder);
        var loose = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(FolderScanner.IsPictureName);
        var entries = pictures
            .Concat(loose.Order(StringComparer.Ordinal).Select(name => new PictureFile("", name)))
            .Select(picture =>
            {
                var path = PathOf(folder, picture);
                return new ManifestEntry(picture.Label, path, Hashing.OfFile(path), Size: 0, Side.Train);
            });
        var chosen = CalibrationSet.Choose(entries, int.MaxValue)
            .Select(entry => entry.Path)
            .Where(path => TryLoad(path, output, out _) is not null)
            .Take(count)
            .ToArray();
        return chosen.Length > 0
            ? chosen
            : throw new PipelineException(Codes.NoPictures, "There is no picture in this folder that can be read.", folder);
    }
}
