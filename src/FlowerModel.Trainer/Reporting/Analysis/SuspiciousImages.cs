using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using StbImageSharp;

namespace FlowerModel.Trainer.Reporting.Analysis;

/// <summary>An image that can hardly help a training.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reason">The reason, as a sentence without its full stop.</param>
/// <param name="IsReadable">False if it cannot be decoded.</param>
internal sealed record SuspiciousImage(ManifestEntry Image, string Reason, bool IsReadable = true);

/// <summary>Finds images that cannot be read, are tiny, have an extreme shape, or show hardly more than one color.</summary>
internal static class SuspiciousImages
{
    private const double MaxAspectRatio = 4;

    /// <summary>Returns the images with problems, in the manifest's order.</summary>
    /// <param name="manifest">All images.</param>
    /// <param name="index">What the features stage found out about the training and validation images.</param>
    /// <param name="side">Side of the model's input in pixels.</param>
    /// <param name="cancellation">Stops between images.</param>
    public static IReadOnlyList<SuspiciousImage> Find(Manifest manifest, FeatureIndex index, int side, CancellationToken cancellation)
    {
        var skipped = index.Skipped.ToDictionary(image => image.Sha256, image => image.Reason, StringComparer.Ordinal);
        var problems = new SuspiciousImage?[manifest.Entries.Count];
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, problems.Length, options, i => problems[i] = Check(manifest.Entries[i]));
        return [.. problems.OfType<SuspiciousImage>()];

        SuspiciousImage? Check(ManifestEntry entry)
        {
            if (skipped.TryGetValue(entry.Sha256, out var reason)) return new SuspiciousImage(entry, reason.TrimEnd('.'), IsReadable: false);
            var size = SizeOf(manifest.FullPath(entry));
            if (size is { } known && Describe(known.Width, known.Height, side) is { } problem) return new SuspiciousImage(entry, problem);
            // The features stage gives no fingerprint to an image of nearly one color; it does not look at test images.
            var isPlain = entry.Subset != Subset.Test && index.Fingerprints?.ContainsKey(entry.Sha256) == false;
            return isPlain ? new SuspiciousImage(entry, "It shows hardly more than one color") : null;
        }
    }

    /// <summary>Returns what is unusual about the size of an image; null if nothing is.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="side">Side of the model's input in pixels.</param>
    public static string? Describe(int width, int height, int side)
    {
        if (Math.Max(width, height) * 2 < side) return $"It is only {width} × {height} pixels; the model looks at {side} × {side}";
        var ratio = (double)Math.Max(width, height) / Math.Min(width, height);
        return ratio > MaxAspectRatio
            ? FormattableString.Invariant($"It is {width} × {height} pixels, so stretching it to a square changes its shape {ratio:F1} times")
            : null;
    }

    // The header is enough, so the images are not decoded.
    private static (int Width, int Height)? SizeOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return ImageInfo.FromStream(file) is { Width: > 0, Height: > 0 } info ? (info.Width, info.Height) : null;
        }
        catch (Exception)
        {
            // A damaged header; the stage that decodes the image reports it.
            return null;
        }
    }
}
