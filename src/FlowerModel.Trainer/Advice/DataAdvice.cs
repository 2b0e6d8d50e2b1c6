using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Advice;

/// <summary>Advice about the images of a dataset.</summary>
internal static class DataAdvice
{
    /// <summary>
    /// From this ratio of the largest to the smallest class on, classes count as unbalanced. <c>ClassWeights="balanced"</c> weighs a class by the inverse
    /// square root of its size, so a class of a tenth of the images still has less than a third of the influence.
    /// </summary>
    public const double MaxRatio = 10;

    /// <summary>A class with fewer images is small: with 20 % held out, the validation accuracy of the class has steps of a quarter or more.</summary>
    public const int FewImages = 20;

    // Enough to see what kind of classes or images they are.
    private const int MaxListed = 5;

    /// <summary>Returns the advice about the number of images per class.</summary>
    /// <param name="images">The training and validation images.</param>
    public static IEnumerable<Hint> OfClasses(IReadOnlyList<ManifestEntry> images)
    {
        var classes = images.GroupBy(image => image.Label, StringComparer.Ordinal).Select(group => (Label: group.Key, Count: group.Count()))
            .OrderBy(group => group.Count).ThenBy(group => group.Label, StringComparer.Ordinal).ToArray();
        var (smallest, largest) = (classes[0], classes[^1]);
        if (largest.Count > smallest.Count * MaxRatio)
        {
            yield return new Hint(
                Codes.UnbalancedClasses,
                $"Class '{largest.Label}' has {largest.Count} images and class '{smallest.Label}' only {smallest.Count}. ClassWeights=\"balanced\" only partly "
                + "compensates for that. Add images of the rare classes, and set MinClassRecall, because the accuracy hardly depends on them.");
        }

        var few = classes.Where(group => group.Count < FewImages).ToArray();
        if (few.Length == 0) yield break;
        yield return new Hint(
            Codes.FewImages,
            $"{Listed(few.Select(group => $"'{group.Label}' ({group.Count})"), few.Length)}: a class needs at least {FewImages} images for a useful "
            + "model. Add images; different backgrounds, light and distances help most.");
    }

    /// <summary>Returns the advice about images that look alike in several subsets, which only a split that the dataset names allows.</summary>
    /// <param name="clusters">The images that look alike.</param>
    /// <param name="accuracy">The model's validation accuracy, 0 to 1.</param>
    public static IEnumerable<Hint> OfSplit(IReadOnlyList<IReadOnlyList<ManifestEntry>> clusters, double accuracy)
    {
        var divided = clusters.Where(cluster => cluster.Select(image => image.Subset).Distinct().Count() > 1).ToArray();
        if (divided.Length == 0) yield break;
        yield return new Hint(
            Codes.LeakingSplit,
            $"Similar images are in training and validation: {Listed(divided.Select(cluster => $"{cluster[0].Path} and {cluster[1].Path}"), divided.Length)}. "
            + (accuracy == 1 ? "The validation accuracy of 100 % may only show that the model remembers them. " : "The validation accuracy may be too high. ")
            + "Move them into one subset; near-duplicates.json lists all.");
    }

    private static string Listed(IEnumerable<string> items, int count) =>
        string.Join(", ", items.Take(MaxListed)) + (count > MaxListed ? $" and {count - MaxListed} more" : "");
}
