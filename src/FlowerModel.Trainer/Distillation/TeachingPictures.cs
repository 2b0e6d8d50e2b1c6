using System.Security.Cryptography;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Features;

namespace FlowerModel.Trainer.Distillation;

/// <summary>The pictures a student is taught with: no labels, any folders.</summary>
internal static class TeachingPictures
{
    /// <summary>Finds the pictures of folders at any depth, in ordinal order of their paths.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="leaveOut">
    /// Part of each folder, the first pictures sorted by file name, that is left out for measuring; the same rule as Keras'
    /// <c>validation_split</c>. A copy of such a picture elsewhere is left out too.
    /// </param>
    /// <param name="report">Told of each picture that cannot be decoded and is passed over.</param>
    /// <exception cref="PipelineException">A folder does not exist, or there is no picture.</exception>
    public static IReadOnlyList<PictureSource> Find(IEnumerable<string> folders, double leaveOut, Action<Diagnostic> report)
    {
        List<PictureSource> taught = [];
        HashSet<string> leftOut = [];
        foreach (var folder in folders.SelectMany(WithSubfolders))
        {
            string[] files = [.. Directory.EnumerateFiles(folder).Where(FolderScanner.IsPictureName).Order(StringComparer.Ordinal)];
            var first = (int)(files.Length * leaveOut);
            leftOut.UnionWith(files.Take(first).Select(Hash));
            taught.AddRange(files.Skip(first).Select(file => new PictureSource(Hash(file), file)));
        }

        PictureSource[] pictures = [.. taught.Where(picture => !leftOut.Contains(picture.Sha256)).DistinctBy(picture => picture.Sha256)];
        var problems = pictures.AsParallel().AsOrdered().Select(Problem).ToArray();
        foreach (var problem in problems.OfType<Diagnostic>()) report(problem);
        pictures = [.. pictures.Where((_, index) => problems[index] is null)];
        return pictures.Length > 0 ? pictures : throw new PipelineException(Codes.TooFewPictures, "The folders hold no picture to learn from.");
    }

    private static Diagnostic? Problem(PictureSource picture)
    {
        try
        {
            RgbImage.Load(File.ReadAllBytes(picture.Path));
            return null;
        }
        catch (PictureFormatException error)
        {
            return Diagnostic.Warning(Codes.UnreadablePicture, $"The picture cannot be read and is left out: {error.Message}", picture.Path);
        }
    }

    private static IEnumerable<string> WithSubfolders(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder).Order(StringComparer.Ordinal)
        : throw new PipelineException(Codes.DatasetNotFound, "The picture folder does not exist.", folder);

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
