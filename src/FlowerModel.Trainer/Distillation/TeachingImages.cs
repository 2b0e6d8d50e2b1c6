using System.Security.Cryptography;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Features;

namespace FlowerModel.Trainer.Distillation;

/// <summary>The images a student is taught with: no labels, any folders.</summary>
internal static class TeachingImages
{
    /// <summary>Finds the images of folders at any depth, in ordinal order of their paths.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="leaveOut">
    /// Part of each folder, the first images sorted by file name, that is left out for measuring; the same rule as Keras'
    /// <c>validation_split</c>. A copy of such an image elsewhere is left out too.
    /// </param>
    /// <param name="report">Told of each image that cannot be decoded and is passed over.</param>
    /// <exception cref="PipelineException">A folder does not exist, or there is no image.</exception>
    public static IReadOnlyList<ImageSource> Find(IEnumerable<string> folders, double leaveOut, Action<Diagnostic> report)
    {
        List<ImageSource> taught = [];
        HashSet<string> leftOut = [];
        foreach (var folder in folders.SelectMany(WithSubfolders))
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(FolderScanner.IsImageName).Order(StringComparer.Ordinal)];
            var first = (int)(files.Length * leaveOut);
            leftOut.UnionWith(files.Take(first).Select(Hash));
            taught.AddRange(files.Skip(first).Select(file => new ImageSource(Hash(file), file)));
        }

        ImageSource[] images = [.. taught.Where(image => !leftOut.Contains(image.Sha256)).DistinctBy(image => image.Sha256)];
        var problems = images.AsParallel().AsOrdered().Select(Problem).ToArray();
        foreach (var problem in problems.OfType<Diagnostic>()) report(problem);
        images = [.. images.Where((_, index) => problems[index] is null)];
        return images.Length > 0 ? images : throw new PipelineException(Codes.TooFewImages, "The folders hold no image to learn from.");
    }

    private static Diagnostic? Problem(ImageSource image)
    {
        try
        {
            RgbImage.Load(File.ReadAllBytes(image.Path));
            return null;
        }
        catch (ImageFormatException error)
        {
            return Diagnostic.Warning(Codes.UnreadableImage, $"The image cannot be read and is left out: {error.Message}", image.Path);
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
