using System.Globalization;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Data;

/// <summary>Decides which images of a class are used for validation.</summary>
public static class Split
{
    /// <summary>Assigns a subset to each image.</summary>
    /// <param name="images">Images with hashes; their current subset is ignored.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="validationSplit">Share of validation images, 0 to 1.</param>
    public static IEnumerable<ManifestEntry> Apply(IEnumerable<ManifestEntry> images, SplitRule rule, double validationSplit) => images
        .GroupBy(image => image.Label, StringComparer.Ordinal)
        .SelectMany(group => rule == SplitRule.Keras ? ByFileName([.. group], validationSplit) : ByContent([.. group], validationSplit));

    // Keras: the first int(count * split) files in sorted order are the validation subset. (If Keras would use no image for validation, one is used.)
    private static IEnumerable<ManifestEntry> ByFileName(ManifestEntry[] group, double validationSplit)
    {
        var validation = Math.Max((int)(group.Length * validationSplit), Math.Min(1, group.Length - 1));
        return group
            .OrderBy(p => p.Path, StringComparer.Ordinal)
            .Select((p, index) => p with { Subset = index < validation ? Subset.Validation : Subset.Train });
    }

    // An image's hash alone decides, independent of the other images. Only if a subset of a class would be empty is the image closest to the threshold
    // moved to it, because both training and validation need images.
    private static IEnumerable<ManifestEntry> ByContent(ManifestEntry[] group, double validationSplit)
    {
        var contents = group.Select(p => p.Sha256).Distinct(StringComparer.Ordinal).OrderBy(Fraction).ToArray();
        var validation = contents.Count(sha256 => Fraction(sha256) < validationSplit);
        if (contents.Length > 1) validation = Math.Min(Math.Max(validation, 1), contents.Length - 1);
        var validates = new HashSet<string>(contents.Take(validation), StringComparer.Ordinal);
        return group.Select(p => p with { Subset = validates.Contains(p.Sha256) ? Subset.Validation : Subset.Train });
    }

    // The first 13 hexadecimal digits (52 bits) as a number in [0, 1), which a double represents exactly.
    private static double Fraction(string sha256) =>
        long.Parse(sha256.Substring(0, 13), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / (double)(1L << 52);
}
