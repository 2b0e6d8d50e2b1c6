using System.Globalization;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Data;

/// <summary>Decides which images of a class validate.</summary>
public static class Split
{
    /// <summary>Gives each image its subset.</summary>
    /// <param name="images">Images with hash; their present subset is ignored.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="validationSplit">Part that validates, 0 to 1.</param>
    public static IEnumerable<ManifestEntry> Apply(IEnumerable<ManifestEntry> images, SplitRule rule, double validationSplit) => images
        .GroupBy(image => image.Label, StringComparer.Ordinal)
        .SelectMany(group => rule == SplitRule.Keras ? ByFileName([.. group], validationSplit) : ByContent([.. group], validationSplit));

    // Keras: the first int(count * split) files in sorted order are the validation subset. (Where Keras would validate with none, one does.)
    private static IEnumerable<ManifestEntry> ByFileName(ManifestEntry[] group, double validationSplit)
    {
        var validation = Math.Max((int)(group.Length * validationSplit), Math.Min(1, group.Length - 1));
        return group.OrderBy(p => p.Path, StringComparer.Ordinal).Select((p, index) => p with { Subset = index < validation ? Subset.Validation : Subset.Train });
    }

    // The hash itself is the coin: no other image has a say. Only a class that the coin leaves empty on one subset gets its
    // outermost image moved, since neither training nor validation can do without.
    private static IEnumerable<ManifestEntry> ByContent(ManifestEntry[] group, double validationSplit)
    {
        var contents = group.Select(p => p.Sha256).Distinct(StringComparer.Ordinal).OrderBy(Fraction).ToArray();
        var validation = contents.Count(sha256 => Fraction(sha256) < validationSplit);
        if (contents.Length > 1) validation = Math.Min(Math.Max(validation, 1), contents.Length - 1);
        var validates = new HashSet<string>(contents.Take(validation), StringComparer.Ordinal);
        return group.Select(p => p with { Subset = validates.Contains(p.Sha256) ? Subset.Validation : Subset.Train });
    }

    // The first 13 hexadecimal digits as a number in [0, 1): exactly what a double holds.
    private static double Fraction(string sha256) =>
        long.Parse(sha256.Substring(0, 13), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / (double)(1L << 52);
}
