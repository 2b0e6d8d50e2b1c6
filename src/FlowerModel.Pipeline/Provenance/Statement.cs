using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Provenance;

/// <summary>An in-toto Statement v1 whose predicate is SLSA's build provenance v1.</summary>
/// <param name="Subject">The files that the statement is about.</param>
/// <param name="Predicate">How they were made.</param>
public sealed record Statement(
    [property: JsonPropertyOrder(1)] IReadOnlyList<ResourceDescriptor> Subject,
    [property: JsonPropertyOrder(3)] BuildProvenance Predicate)
{
    /// <summary>The type of the statement (https://in-toto.io/Statement/v1).</summary>
    [JsonPropertyName("_type"), JsonPropertyOrder(0)]
    public string Type { get; } = "https://in-toto.io/Statement/v1";

    /// <summary>The type of the predicate (https://slsa.dev/provenance/v1).</summary>
    [JsonPropertyOrder(2)]
    public string PredicateType { get; } = "https://slsa.dev/provenance/v1";

    /// <summary>Returns the statement as JSON.</summary>
    public string ToJson() => CanonicalJson.Document(this);
}

/// <summary>A file or package, as in-toto describes it. One of <paramref name="Uri"/> and <paramref name="Digest"/> is not null.</summary>
/// <param name="Name">Its name in this statement, with forward slashes; null if the URI names it.</param>
/// <param name="Uri">Where it comes from, or its package URL; null if it has none.</param>
/// <param name="Digest">Hashes of its bytes as hexadecimal digits, by algorithm; null if they are not known.</param>
/// <param name="Annotations">Further facts by name; null for none.</param>
public sealed record ResourceDescriptor(
    string? Name, string? Uri, IReadOnlyDictionary<string, string>? Digest, IReadOnlyDictionary<string, object>? Annotations = null)
{
    /// <summary>Describes a file by its SHA-256.</summary>
    internal static ResourceDescriptor File(string name, string sha256, IReadOnlyDictionary<string, object>? annotations = null, string? uri = null) =>
        new(name, uri, new Dictionary<string, string> { ["sha256"] = sha256 }, annotations);
}
