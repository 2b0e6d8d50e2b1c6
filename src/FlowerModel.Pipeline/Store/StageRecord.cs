using System.Text.Json;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>The result of a stage for one key.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Key">Hash of the key.</param>
/// <param name="Entries">The named values that the key depends on.</param>
/// <param name="Outputs">The files.</param>
public sealed record StageRecord(string Stage, string Key, IReadOnlyList<KeyEntry> Entries, IReadOnlyList<Artifact> Outputs)
{
    /// <summary>The packages that took part in the run. They are not part of the key.</summary>
    public IReadOnlyList<UsedPackage> Packages { get; init; } = [];

    /// <summary>The output with that name.</summary>
    /// <exception cref="KeyNotFoundException">The stage has no such output.</exception>
    public Artifact this[string name] => Find(name) ?? throw new KeyNotFoundException($"Stage {Stage} has no output {name}.");

    /// <summary>Returns the output with that name; null if the stage has no such output.</summary>
    public Artifact? Find(string name) => Outputs.FirstOrDefault(output => output.Name == name);

    /// <summary>Returns the record as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);

    /// <summary>Reads a record; returns null if there is none or it cannot be read.</summary>
    public static StageRecord? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? TryParse(File.ReadAllText(path)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Parses what <see cref="ToJson"/> returned; returns null if the text is not a record.</summary>
    public static StageRecord? TryParse(string json)
    {
        try
        {
            var record = JsonSerializer.Deserialize<StageRecord>(json, CanonicalJson.Options);
            var isWhole = record is { Stage: not null, Key: not null, Entries: not null, Outputs: not null, Packages: not null }
                && record.Outputs.All(output => output is { Name: not null, Sha256: not null } && Hashing.IsSha256(output.Sha256));
            return isWhole ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
