using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Reads typed values out of an item's metadata, remembers which names it was asked for, and collects what is wrong.</summary>
internal sealed class MetadataReader(string item, string? projectFile, IReadOnlyDictionary<string, string> metadata)
{
    private readonly SortedSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    public List<Diagnostic> Diagnostics { get; } = [];

    public bool Has(string name) => Raw(name) is not null;

    public string Text(string name, string fallback) => Raw(name) ?? fallback;

    public string? OptionalText(string name) => Raw(name);

    public double Number(string name, double fallback, double least, double most)
    {
        if (Raw(name) is not { } raw) return fallback;
        if (double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Invalid(name, raw, $"a number from {CanonicalJson.Format(least)} to {CanonicalJson.Format(most)} (with a decimal point)");
        return fallback;
    }

    public int Integer(string name, int fallback, int least, int most)
    {
        if (Raw(name) is not { } raw) return fallback;
        if (int.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Invalid(name, raw, $"a whole number from {least} to {most}");
        return fallback;
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
        var names = Enum.GetNames(typeof(TChoice));
        var match = Array.Find(names, candidate => string.Equals(candidate, raw, StringComparison.OrdinalIgnoreCase));
        if (match is not null) return (TChoice)Enum.Parse(typeof(TChoice), match);
        var nearest = Nearest.Of(raw, names);
        Invalid(name, raw, string.Join(", ", names.Select(Show)) + (nearest is null ? "" : $"; did you mean '{Show(nearest)}'?"));
        return fallback;

        // BaseModel="MobileNetV2" is a proper name; the other choices are written in lower case.
        static string Show(string choice) => typeof(TChoice) == typeof(BaseModelKind) ? choice : choice.ToLowerInvariant();
    }

    public void Invalid(string name, string value, string expected) => Diagnostics.Add(Diagnostic.Error(
        Codes.InvalidValue, $"{name}=\"{value}\" of FlowerModel '{item}' is not valid. Write {expected}.", projectFile));

    public void ReportUnknown()
    {
        foreach (var name in metadata.Keys.Where(name => !known.Contains(name)).OrderBy(name => name, StringComparer.Ordinal))
        {
            var nearest = Nearest.Of(name, known);
            var advice = nearest is null ? $"The known ones are {string.Join(", ", known)}." : $"Did you mean '{nearest}'?";
            Diagnostics.Add(Diagnostic.Error(
                Codes.UnknownMetadata, $"FlowerModel '{item}' has metadata '{name}', which nothing reads. {advice}", projectFile));
        }
    }

    // MSBuild has no difference between absent and empty metadata; `Epochs="$(NotSet)"` means the default.
    private string? Raw(string name)
    {
        known.Add(name);
        return metadata.TryGetValue(name, out var value) && value.Trim().Length > 0 ? value.Trim() : null;
    }
}
