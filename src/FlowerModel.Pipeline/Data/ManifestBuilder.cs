using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>Creates the manifest of a list of images and reports its problems.</summary>
public static class ManifestBuilder
{
    /// <summary>Minimum number of distinct images per class: one for training, one for validation.</summary>
    public const int MinImages = 2;

    /// <summary>Hashes the images, splits them and checks the result.</summary>
    /// <param name="dataset">The images, and every class that should have images, including those that have none.</param>
    /// <param name="settings">Provides the split rule and the validation share.</param>
    /// <param name="hashes">Cached hashes.</param>
    /// <param name="report">Receives warnings.</param>
    /// <param name="cancellation">Cancels hashing.</param>
    /// <exception cref="PipelineException">
    /// There are fewer than two classes, a class name is invalid, a class has fewer than <see cref="MinImages"/> distinct readable images or none in one
    /// of the subsets, or the settings do not fit the dataset.
    /// </exception>
    public static Manifest Build(
        ScannedFolders dataset, ModelSettings settings, StatCache hashes, Action<Diagnostic> report, CancellationToken cancellation)
    {
        var root = dataset.Root;
        CheckLabels(root.Path, dataset.Labels);
        SplitSettings.Check(dataset, settings);
        var images = new List<SplitCandidate>(dataset.Images.Count);
        foreach (var image in dataset.Images)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = root.FullPath(image.Path);
            try
            {
                var (sha256, size) = hashes.HashImage(file);
                images.Add(new SplitCandidate(new ManifestEntry(image.Label, image.Path, sha256, size, Subset.Train), image.Subset, image.Group));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                report(Diagnostic.Warning(Codes.UnreadableImage, $"The image cannot be read and is left out: {error.Message}", file));
            }
        }

        if (images.All(image => image.Subset is null)) CheckCounts(root.Path, images, dataset.Labels);
        var manifest = new Manifest(root, Split.Apply(images, settings.Split, settings.ValidationSplit));
        SubsetChecks.CheckEveryClass(manifest, dataset.Labels);
        ReportContradictions(manifest, report);
        SubsetChecks.ReportCopies(manifest, report);
        return manifest;
    }

    private static void CheckLabels(string root, IReadOnlyList<string> declaredLabels)
    {
        if (declaredLabels.Count < 2)
        {
            var found = declaredLabels.Count == 0 ? "no classes" : $"only one class ('{declaredLabels[0]}')";
            throw new PipelineException(
                Codes.TooFewClasses, $"The dataset has {found}. A classifier needs at least two classes, with one sub-folder of images each.", root);
        }

        if (declaredLabels.FirstOrDefault(label => label.Trim().Length == 0 || label.Any(char.IsControl)) is { } unusable)
        {
            throw new PipelineException(
                Codes.InvalidLabel,
                $"The class name {CSharpName.Literal(unusable)} is empty or contains control characters. "
                + "Labels are written to a text file, one per line; rename the class.",
                root);
        }
    }

    // Copies of an image count as one image, because it cannot be in both subsets.
    private static void CheckCounts(string root, List<SplitCandidate> images, IReadOnlyList<string> declaredLabels)
    {
        var counts = images
            .Select(image => image.Entry)
            .GroupBy(entry => entry.Label, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(entry => entry.Sha256).Distinct(StringComparer.Ordinal).Count(), StringComparer.Ordinal);
        foreach (var label in declaredLabels)
        {
            var count = counts.TryGetValue(label, out var some) ? some : 0;
            if (count >= MinImages) continue;
            throw new PipelineException(
                Codes.TooFewImages,
                $"Class '{label}' has {count} distinct readable image{(count == 1 ? "" : "s")}; "
                + $"it needs at least {MinImages}, one for training and one for validation "
                + "(a useful model needs 20 or more). Add images or remove the class.",
                Path.Combine(root, label));
        }
    }

    private static void ReportContradictions(Manifest manifest, Action<Diagnostic> report)
    {
        foreach (var same in manifest.Entries.GroupBy(e => e.Sha256, StringComparer.Ordinal))
        {
            if (same.Select(e => e.Label).Distinct(StringComparer.Ordinal).Count() == 1) continue;
            var files = same.OrderBy(e => e.Path, StringComparer.Ordinal).ToArray();
            report(Diagnostic.Warning(
                Codes.ContradictoryLabels,
                $"The same image is in several classes: {string.Join(", ", files.Select(e => e.Path))}. Keep it in only one of them.",
                manifest.FullPath(files[0])));
        }
    }
}
