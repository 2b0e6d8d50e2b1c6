using System.Globalization;
using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Keys;

/// <summary>One named value that a key depends on.</summary>
/// <param name="Name">Readable name, for example <c>settings.learningRate</c> or <c>input dataset</c>.</param>
/// <param name="Value">Its value or hash.</param>
public sealed record KeyEntry(string Name, string Value);

/// <summary>
/// The key of a stage: SHA-256 over its name and version, the version of the trainer, the numeric rules, its own settings and the hash of every input. Same
/// key, same artifacts. The entries are stored with the hash, so that a cache miss can be explained.
/// </summary>
public sealed class StageKey
{
    private StageKey(string stage, IReadOnlyList<KeyEntry> entries)
    {
        Stage = stage;
        Entries = entries;
        Hash = Hashing.OfText(JsonSerializer.Serialize(entries, CanonicalJson.Options));
    }

    /// <summary>Name of the stage.</summary>
    public string Stage { get; }

    /// <summary>What the key depends on, in a fixed order.</summary>
    public IReadOnlyList<KeyEntry> Entries { get; }

    /// <summary>64 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Creates the key of a stage.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="version">Version of the stage's behavior.</param>
    /// <param name="trainer">Version of the trainer.</param>
    /// <param name="settings">The record that also goes into the trainer's request.</param>
    /// <param name="inputs">Name and SHA-256 of every input artifact.</param>
    public static StageKey Create(string stage, int version, string trainer, StageSettings settings, IReadOnlyDictionary<string, string> inputs)
    {
        var entries = new List<KeyEntry>
        {
            new("stage", stage),
            new("stage version", version.ToString(CultureInfo.InvariantCulture)),
            new("trainer version", trainer),
            new("numeric rules", NumericRules.Version.ToString(CultureInfo.InvariantCulture)),
        };
        entries.AddRange(Flatten("settings", JsonSerializer.SerializeToElement(settings, settings.GetType(), CanonicalJson.Options)));
        entries.AddRange(inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => new KeyEntry("input " + input.Key, input.Value)));
        return new StageKey(stage, entries);
    }

    /// <summary>Describes the first entry that differs from an earlier key; returns null if the keys are the same.</summary>
    /// <param name="earlier">The entries of the earlier key, or null if there is none.</param>
    public string? ExplainDifference(IReadOnlyList<KeyEntry>? earlier)
    {
        if (earlier is null) return "it has not run before";
        var differences = Differences(earlier);
        return differences.Count > 0 ? differences[0] : null;
    }

    /// <summary>Describes every entry that differs from another key: first those that changed or are new, then those that are gone.</summary>
    /// <param name="earlier">The entries of the other key.</param>
    public IReadOnlyList<string> Differences(IReadOnlyList<KeyEntry> earlier)
    {
        var differences = new List<string>();
        var before = earlier.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
        foreach (var entry in Entries)
        {
            if (!before.TryGetValue(entry.Name, out var old)) differences.Add($"{Show(entry.Name)} is new: {Shorten(entry.Value)}");
            else if (old != entry.Value) differences.Add($"{Show(entry.Name)} changed from {Shorten(old)} to {Shorten(entry.Value)}");
        }

        var now = new HashSet<string>(Entries.Select(entry => entry.Name), StringComparer.Ordinal);
        differences.AddRange(earlier.Where(entry => !now.Contains(entry.Name)).Select(gone => $"{Show(gone.Name)} is gone (was {Shorten(gone.Value)})"));
        return differences;
    }

    private static IEnumerable<KeyEntry> Flatten(string name, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).SelectMany(p => Flatten($"{name}.{p.Name}", p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Flatten($"{name}[{index}]", item)),
        JsonValueKind.String => [new KeyEntry(name, element.GetString()!)],
        _ => [new KeyEntry(name, element.GetRawText())],
    };

    private static string Show(string name) => name.StartsWith("settings.", StringComparison.Ordinal) ? "setting " + name.Substring("settings.".Length) : name;

    // The first digits are enough to tell two hashes apart.
    private static string Shorten(string value) => Hashing.IsSha256(value) ? value.Substring(0, 12) : $"'{value}'";
}
