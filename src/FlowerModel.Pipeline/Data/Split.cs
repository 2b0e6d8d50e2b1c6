using System.Globalization;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Data;

/// <summary>Decides what each image is used for. A subset that the dataset names is kept; the rule decides about all other images.</summary>
public static class Split
{
    /// <summary>Assigns a subset to each image.</summary>
    /// <param name="images">Images with hashes.</param>
    /// <param name="rule">The rule. <see cref="SplitRule.Keras"/> does not know groups.</param>
    /// <param name="validationSplit">Share of validation images, 0 to 1.</param>
    public static IEnumerable<ManifestEntry> Apply(IReadOnlyList<SplitCandidate> images, SplitRule rule, double validationSplit) =>
        rule == SplitRule.Keras
            ? ByFileName(images, validationSplit).Select(image => image with { IsFixed = true })
            : ByContent(images, validationSplit);

    // Keras: the first int(count * split) files in sorted order are the validation subset. (If Keras would use no image for validation, one is used.)
    private static IEnumerable<ManifestEntry> ByFileName(IReadOnlyList<SplitCandidate> images, double validationSplit)
    {
        foreach (var label in images.GroupBy(image => image.Entry.Label, StringComparer.Ordinal))
        {
            var named = NamedSubsets(label);
            foreach (var image in label.Where(image => image.Subset is not null)) yield return image.Entry with { Subset = image.Subset!.Value };
            ManifestEntry[] open = [.. label.Where(image => image.Subset is null).Select(image => image.Entry).OrderBy(p => p.Path, StringComparer.Ordinal)];
            var atLeast = named.Contains(Subset.Validation) ? 0 : Math.Min(1, open.Length - (named.Contains(Subset.Train) ? 0 : 1));
            var validation = Math.Max((int)(open.Length * validationSplit), atLeast);
            for (var i = 0; i < open.Length; i++) yield return open[i] with { Subset = i < validation ? Subset.Validation : Subset.Train };
        }
    }

    // A family's hash alone decides, independent of the other images. Only if a class would have no image in a subset is the family closest to the
    // threshold moved to it, because both training and validation need images.
    private static IEnumerable<ManifestEntry> ByContent(IReadOnlyList<SplitCandidate> images, double validationSplit)
    {
        var families = ImageFamilies.Of(images).ToArray();
        var open = families.Where(family => family.Images.All(image => image.Subset is null)).OrderBy(Fraction).ToArray();
        var validates = new HashSet<ImageFamily>(open.Where(family => Fraction(family) < validationSplit));
        var byLabel = open
            .SelectMany(family => family.Images.Select(image => image.Entry.Label).Distinct(StringComparer.Ordinal).Select(label => (label, family)))
            .ToLookup(pair => pair.label, pair => pair.family, StringComparer.Ordinal);
        foreach (var label in images.GroupBy(image => image.Entry.Label, StringComparer.Ordinal).OrderBy(label => label.Key, StringComparer.Ordinal))
            FillSubsets([.. byLabel[label.Key]], NamedSubsets(label), validates);

        return families.SelectMany(family =>
        {
            var subset = family.Images.Max(image => image.Subset) ?? (validates.Contains(family) ? Subset.Validation : Subset.Train);
            return family.Images.Select(image => image.Entry with
            {
                Subset = image.Subset ?? subset, Group = image.Group, IsFixed = image.Subset is null ? null : true,
            });
        });
    }

    // The families of a class are sorted by their distance from the side of validation.
    private static void FillSubsets(ImageFamily[] families, HashSet<Subset> named, HashSet<ImageFamily> validates)
    {
        var isTrained = named.Contains(Subset.Train);
        var isValidated = named.Contains(Subset.Validation);
        if (families.Length < (isTrained || isValidated ? 1 : 2)) return;
        if (!isValidated && !families.Any(validates.Contains)) validates.Add(families[0]);
        else if (!isTrained && families.All(validates.Contains)) validates.Remove(families[families.Length - 1]);
    }

    private static HashSet<Subset> NamedSubsets(IEnumerable<SplitCandidate> images) =>
        [.. images.Where(image => image.Subset is not null).Select(image => image.Subset!.Value)];

    // The first 13 hexadecimal digits (52 bits) as a number in [0, 1), which a double represents exactly.
    private static double Fraction(ImageFamily family) =>
        long.Parse(ImageFamilies.HashOf(family).Substring(0, 13), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / (double)(1L << 52);
}
