using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Reads typed values out of an item's metadata, remembers which names it was asked for, and collects what is wrong.</summary>
internal sealed class ItemMetadata(
    string item, string? projectFile, IReadOnlyDictionary<string, string> metadata, string itemType = "FlowerModel")
{
    // Metadata that had another name once: present name to former one, which projects may go on using.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal) { ["CalibrationImages"] = "CalibrationPictures" };

    private static readonly char[] Separators = [';', ',', ' ', '\t', '\r', '\n'];

    private static readonly (string Name, double Factor)[] SizeUnits = [("KiB", 1024), ("MiB", 1024 * 1024), ("KB", 1e3), ("MB", 1e6)];

    private readonly SortedSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    public List<Diagnostic> Diagnostics { get; } = [];

    public bool Has(string name) => Raw(name) is not null;

    public string Text(string name, string fallback) => Raw(name) ?? fallback;

    public string? OptionalText(string name) => Raw(name);

    public double Number(string name, double fallback, Limits<double> limits)
    {
        if (Raw(name) is not { } raw) return fallback;
        if (double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && limits.Contain(value)) return value;
        Invalid(name, raw, $"a number from {CanonicalJson.Format(limits.Min)} to {CanonicalJson.Format(limits.Max)} (with a decimal point)");
        return fallback;
    }

    public double? OptionalNumber(string name, double? defaultValue, Limits<double> limits) => Has(name) ? Number(name, limits.Min, limits) : defaultValue;

    public int Integer(string name, int fallback, Limits<int> limits)
    {
        if (Raw(name) is not { } raw) return fallback;
        if (int.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && limits.Contain(value)) return value;
        Invalid(name, raw, $"a whole number from {limits.Min} to {limits.Max}");
        return fallback;
    }

    public int? OptionalInteger(string name, int? fallback, Limits<int> limits) => Has(name) ? Integer(name, fallback ?? limits.Min, limits) : fallback;

    /// <summary>A number of bytes: <c>300000</c>, <c>300 KB</c>, <c>1.5MB</c> (powers of 1000), <c>2MiB</c> (powers of 1024).</summary>
    public long? Size(string name)
    {
        if (Raw(name) is not { } raw) return null;
        var (unit, factor) = SizeUnits.FirstOrDefault(unit => raw.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        var number = unit is null ? raw : raw.Substring(0, raw.Length - unit.Length).TrimEnd();
        if (unit is null) factor = 1;
        var bytes = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value * factor : 0;
        if (bytes is >= 1 and <= long.MaxValue / 2) return (long)bytes;
        Invalid(name, raw, "a number of bytes, or one with KB, MB, KiB or MiB: 3MB");
        return null;
    }

    public bool Flag(string name, bool fallback)
    {
        if (Raw(name) is not { } raw) return fallback;
        if (bool.TryParse(raw, out var value)) return value;
        Invalid(name, raw, "'true' or 'false'");
        return fallback;
    }

    public TChoice Choice<TChoice>(string name, TChoice fallback)
        where TChoice : struct, Enum
    {
        if (Raw(name) is not { } raw) return fallback;
        if (ChoiceText.TryParse<TChoice>(raw, out var choice)) return choice;
        Invalid(name, raw, Choices<TChoice>() + DidYouMean<TChoice>(raw));
        return fallback;
    }

    /// <summary>
    /// Several choices, in the order written. MSBuild's own separator is ';'; ',' and spaces serve where ';' is hard to write, as in properties on a
    /// command line.
    /// </summary>
    public IReadOnlyList<TChoice> Several<TChoice>(string name, IReadOnlyList<TChoice> fallback)
        where TChoice : struct, Enum
    {
        if (Raw(name) is not { } raw) return fallback;
        var choices = new List<TChoice>();
        foreach (var word in raw.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ChoiceText.TryParse<TChoice>(word, out var choice))
            {
                Invalid(name, raw, $"one or more of {Choices<TChoice>()}, separated by ';', instead of '{word}'" + DidYouMean<TChoice>(word));
            }
            else if (choices.Contains(choice))
            {
                Invalid(name, raw, $"'{word}' once");
            }
            else
            {
                choices.Add(choice);
            }
        }

        return choices.Count > 0 ? choices : fallback;
    }

    public void Invalid(string name, string value, string expected) => Diagnostics.Add(Diagnostic.Error(
        Codes.InvalidValue, $"{name}=\"{value}\" of {itemType} '{item}' is not valid. Write {expected}.", projectFile));

    public void ReportUnknown()
    {
        foreach (var name in metadata.Keys.Where(name => !known.Contains(name)).OrderBy(name => name, StringComparer.Ordinal))
        {
            var nearest = Nearest.Of(name, known);
            var advice = nearest is null ? $"The known ones are {string.Join(", ", known)}." : $"Did you mean '{nearest}'?";
            Diagnostics.Add(Diagnostic.Error(
                Codes.UnknownMetadata, $"{itemType} '{item}' has metadata '{name}', which nothing reads. {advice}", projectFile));
        }
    }

    private static string Choices<TChoice>() => string.Join(", ", Enum.GetNames(typeof(TChoice)).Select(Show<TChoice>));

    private static string DidYouMean<TChoice>(string word)
    {
        var nearest = Nearest.Of(word, Enum.GetNames(typeof(TChoice)));
        return nearest is null ? "" : $"; did you mean '{Show<TChoice>(nearest)}'?";
    }

    // The values of CopyToOutputDirectory are written as MSBuild writes them; the other choices in lower case.
    private static string Show<TChoice>(string choice) => typeof(TChoice) == typeof(OutputCopy) ? choice : choice.ToLowerInvariant();

    // MSBuild has no difference between absent and empty metadata; `Epochs="$(NotSet)"` means the default.
    private string? Raw(string name)
    {
        known.Add(name);
        if (Given(name) is { } value) return value;
        if (!Aliases.TryGetValue(name, out var alias)) return null;
        known.Add(alias);
        return Given(alias);
    }

    private string? Given(string name) => metadata.TryGetValue(name, out var value) && value.Trim().Length > 0 ? value.Trim() : null;
}
