using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Data;

/// <summary>Checks the subsets of a manifest.</summary>
internal static class SubsetChecks
{
    /// <summary>Checks that every class has images for training and for validation and, if there is a test set, for the test.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="labels">Every class that should have images.</param>
    /// <exception cref="PipelineException">A class has no image in one of the subsets.</exception>
    public static void CheckEveryClass(Manifest manifest, IReadOnlyList<string> labels)
    {
        Subset[] needed = manifest.HasTest ? [Subset.Train, Subset.Validation, Subset.Test] : [Subset.Train, Subset.Validation];
        var subsets = manifest.Entries.ToLookup(entry => entry.Label, entry => entry.Subset, StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var missing = needed.Except(subsets[label]).ToArray();
            if (missing.Length == 0) continue;
            var present = needed.Except(missing).ToArray();
            var twin = labels.FirstOrDefault(other => other != label && string.Equals(other, label, StringComparison.OrdinalIgnoreCase));
            throw new PipelineException(
                Codes.ClassMissingInSubset,
                $"Class '{label}' has {(present.Length == 0 ? "no readable images" : "images for " + Names(present))} but none for {Names(missing)}. "
                + "Every class needs images in each subset, and the images of one group stay in one subset. "
                + (twin is null ? "Add images, or remove the class everywhere." : $"Class '{twin}' differs only in case: if it is the same, give both one name."),
                manifest.Root);
        }
    }

    /// <summary>Warns about images that are in several subsets, because figures measured on them are too high.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="report">Receives the warnings.</param>
    public static void ReportCopies(Manifest manifest, Action<Diagnostic> report)
    {
        foreach (var same in manifest.Entries.GroupBy(entry => entry.Sha256, StringComparer.Ordinal))
        {
            var subsets = same.Select(entry => entry.Subset).Distinct().OrderBy(subset => subset).ToArray();
            if (subsets.Length == 1) continue;
            var files = same.OrderBy(entry => entry.Path, StringComparer.Ordinal).ToArray();
            report(Diagnostic.Warning(
                Codes.ImageInSeveralSubsets,
                $"The same image is for {Names(subsets)}: {string.Join(", ", files.Select(entry => entry.Path))}. Accuracy measured on images that were "
                + "trained on is too high; keep the image in only one subset.",
                manifest.FullPath(files[0])));
        }
    }

    private static string Names(IReadOnlyList<Subset> subsets) => string.Join(" and ", subsets.Select(SubsetName.Of));
}
