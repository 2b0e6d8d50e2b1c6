using System.Globalization;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Value of <c>FlowerModelShard</c>: which machine of several computes which features.</summary>
/// <param name="Number">Number of this machine, from 1; 0 for the machine that takes the features of all others.</param>
/// <param name="Count">Number of machines; 0 for the machine that takes the features of all others.</param>
public sealed record FeatureShard(int Number, int Count)
{
    /// <summary>The largest number of machines.</summary>
    public const int MaxCount = 4096;

    private const string AllText = "all";

    /// <summary>The machine that takes the features of all others and trains.</summary>
    public static FeatureShard All { get; } = new(0, 0);

    /// <summary>Parses <c>NUMBER/COUNT</c>, such as <c>3/16</c>, or <c>all</c>; returns null for any other text.</summary>
    public static FeatureShard? TryParse(string text)
    {
        if (string.Equals(text, AllText, StringComparison.OrdinalIgnoreCase)) return All;
        var parts = text.Split('/');
        return parts.Length == 2 && TryParse(parts[0], out var number) && TryParse(parts[1], out var count)
            && number >= 1 && number <= count && count <= MaxCount
            ? new FeatureShard(number, count)
            : null;
    }

    /// <summary>Returns true if this machine computes a part of the features.</summary>
    /// <param name="part">Number of the part, from 0.</param>
    public bool Computes(int part) => Count > 0 && part % Count == Number - 1;

    private static bool TryParse(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
