namespace FlowerModel.Tflite;

/// <summary>
/// A .tflite model in memory. The file's tables of operator codes and buffers have no separate objects: each <see cref="Operator"/>
/// has its code, each <see cref="Tensor"/> its data, and the writer builds the two tables.
/// </summary>
public sealed record Model
{
    /// <summary>The schema version of the format: 3, the only one in use.</summary>
    public const int Version = 3;

    /// <summary>A free-text description; converters write their name here.</summary>
    public string Description { get; init; } = "";

    /// <summary>The subgraphs, at least one; the first is the model's main graph.</summary>
    public required IReadOnlyList<Subgraph> Subgraphs { get; init; }

    /// <summary>The signatures; may be empty.</summary>
    public IReadOnlyList<Signature> Signatures { get; init; } = [];

    /// <summary>The metadata entries; may be empty.</summary>
    public IReadOnlyList<MetadataEntry> Metadata { get; init; } = [];

    /// <summary>The buffers of the old field metadata_buffer, which was replaced by <see cref="Metadata"/>; may be empty.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> MetadataBuffers { get; init; } = [];

    /// <summary>
    /// Descriptions of the parts of the file that this library ignores; empty if it supports the whole file. They do not affect how
    /// supported operators run, but writing would drop them, so <see cref="ModelWriter"/> rejects a model with such parts.
    /// </summary>
    public IReadOnlyList<string> NotUnderstood { get; init; } = [];

    /// <summary>The main graph, which is the one that runs.</summary>
    public Subgraph Main => Subgraphs[0];

    /// <summary>Returns the content of the metadata entry with the given name, or null if there is none.</summary>
    public ReadOnlyMemory<byte>? FindMetadata(string name)
    {
        foreach (var entry in Metadata)
        {
            if (entry.Name == name) return entry.Data;
        }

        return null;
    }
}
