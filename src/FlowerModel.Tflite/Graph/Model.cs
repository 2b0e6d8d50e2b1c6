namespace FlowerModel.Tflite;

/// <summary>
/// A .tflite model in memory. Operator codes and buffers of the file are not objects of their own: an <see cref="Operator"/> has
/// its code, a <see cref="Tensor"/> its bytes, and the writer builds the two tables.
/// </summary>
public sealed record Model
{
    /// <summary>The only version of the format in use.</summary>
    public const int Version = 3;

    /// <summary>Free text; converters put their name here.</summary>
    public string Description { get; init; } = "";

    /// <summary>Subgraphs, at least one; the first is the model's main graph.</summary>
    public required IReadOnlyList<Subgraph> Subgraphs { get; init; }

    /// <summary>Signatures; may be empty.</summary>
    public IReadOnlyList<Signature> Signatures { get; init; } = [];

    /// <summary>Named buffers; may be empty.</summary>
    public IReadOnlyList<MetadataEntry> Metadata { get; init; } = [];

    /// <summary>Buffers of the old field metadata_buffer, which <see cref="Metadata"/> replaced; may be empty.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> MetadataBuffers { get; init; } = [];

    /// <summary>
    /// What the file has that this library reads past, in words; empty for a model that is wholly understood. It plays no part in
    /// running the operators known here, but writing would drop it: <see cref="ModelWriter"/> refuses a model that has some.
    /// </summary>
    public IReadOnlyList<string> NotUnderstood { get; init; } = [];

    /// <summary>The graph that runs.</summary>
    public Subgraph Main => Subgraphs[0];

    /// <summary>The bytes of the named metadata entry, null where the model has none of that name.</summary>
    public ReadOnlyMemory<byte>? FindMetadata(string name)
    {
        foreach (var entry in Metadata)
        {
            if (entry.Name == name) return entry.Data;
        }

        return null;
    }
}
