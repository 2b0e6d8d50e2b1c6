using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Files;

/// <summary>Pictures of a folder that calibrate an int8 model, or show its layers at work.</summary>
internal static class PictureFolder
{
    /// <summary>
    /// Chooses as a build does: the classes (sub-folders) take turns, within a class the order is that of the contents' hashes. A folder of
    /// pictures without sub-folders is one class. Pictures that cannot be read are left out with a warning.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="count">How many pictures at most.</param>
    /// <param name="output">Receives the warnings.</param>
    /// <returns>Paths of pictures that can be read.</returns>
    /// <exception cref="PipelineException">There is no folder, or no picture in it that can be read.</exception>
    public static IReadOnlyList<string> Choose(string folder, int count, ToolOutput output)
    {
        if (!Directory.Exists(folder)) throw new PipelineException(Codes.DatasetNotFound, "There is no such folder of pictures; correct its path.", folder);
        IEnumerable<PictureFile> pictures = FolderScanner.Scan(Path.GetFullPath(folder));
        var loose = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(FolderScanner.IsPictureName);
        var entries = pictures
            .Concat(loose.Order(StringComparer.Ordinal).Select(name => new PictureFile("", name)))
            .Select(picture =>
            {
                var path = Path.Combine(folder, picture.Path.Replace('/', Path.DirectorySeparatorChar));
                return new ManifestEntry(picture.Label, path, Hashing.OfFile(path), Size: 0, Side.Train);
            });
        var chosen = CalibrationSet.Choose(entries, int.MaxValue).Select(entry => entry.Path).Where(path => CanBeRead(path, output)).Take(count).ToArray();
        return chosen.Length > 0
            ? chosen
            : throw new PipelineException(Codes.NoPictures, "There is no picture in this folder that can be read.", folder);
    }

    private static bool CanBeRead(string path, ToolOutput output)
    {
        try
        {
            RgbImage.Load(path);
            return true;
        }
        catch (Exception error) when (error is PictureFormatException or IOException or UnauthorizedAccessException)
        {
            output.Report(Diagnostic.Warning(Codes.UnreadablePicture, $"The picture cannot be read and is left out: {error.Message}", path));
            return false;
        }
    }
}
