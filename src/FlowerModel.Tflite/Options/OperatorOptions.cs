using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of an operator: one record a kind, to be matched by type.</summary>
public abstract record OperatorOptions
{
    private protected OperatorOptions()
    {
    }

    /// <summary>Number of this kind in the format's union of options.</summary>
    internal abstract byte UnionType { get; }

    /// <summary>Writes the table and returns its offset in the builder.</summary>
    internal abstract int Write(FlatBufferBuilder builder);
}
