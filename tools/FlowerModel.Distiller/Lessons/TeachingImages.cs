using System.Security.Cryptography;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Distiller.Lessons;

/// <summary>The images that a student is trained on: any folders, no labels.</summary>
internal static class TeachingImages
{
    /// <summary>Finds the images in folders at any depth, in ordinal order of their paths.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="leaveOut">
    /// Fraction of each folder, the first images sorted by file name, that is held out for evaluation; the same rule as Keras'
    /// <c>validation_split</c>. Copies of these images elsewhere are held out too.
    /// </param>
    /// <param name="report">Receives a warning for each image that cannot be decoded and is skipped.</param>
    /// <exception cref="PipelineException">A folder does not exist, or there is no image.</exception>
    public static IReadOnlyList<PhotoFile> Find(IEnumerable<string> folders, double leaveOut, Action<Diagnostic> report)
    {
        List<PhotoFile> candidates = [];
        HashSet<string> heldOut = [];
        foreach (var folder in folders.SelectMany(WithSubfolders))
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(ImageName.IsImage).Order(StringComparer.Ordinal)];
            var first = (int)(files.Length * leaveOut);
            heldOut.UnionWith(files.Take(first).Select(Hash));
            candidates.AddRange(files.Skip(first).Select(file => new PhotoFile(Hash(file), file)));
        }

        PhotoFile[] images = [.. candidates.Where(image => !heldOut.Contains(image.Sha256)).DistinctBy(image => image.Sha256)];
        var problems = images.AsParallel().AsOrdered().Select(Problem).ToArray();
        foreach (var problem in problems.OfType<Diagnostic>()) report(problem);
        images = [.. images.Where((_, index) => problems[index] is null)];
        return images.Length > 0 ? images : throw new PipelineException(Codes.TooFewImages, "The folders contain no image to train on.");
    }

    private static Diagnostic? Problem(PhotoFile image)
    {
        try
        {
            RgbImage.Load(File.ReadAllBytes(image.Path));
            return null;
        }
        catch (ImageFormatException error)
        {
            return Diagnostic.Warning(Codes.UnreadableImage, $"The image cannot be read and is skipped: {error.Message}", image.Path);
        }
    }

    private static IEnumerable<string> WithSubfolders(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder).Order(StringComparer.Ordinal)
        : throw new PipelineException(Codes.DatasetNotFound, "The image folder does not exist.", folder);

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
