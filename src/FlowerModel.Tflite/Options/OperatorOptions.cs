using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>The settings of an operator. Each kind of settings has its own record type; use pattern matching to access them.</summary>
public abstract record OperatorOptions
{
    private protected OperatorOptions()
    {
    }

    /// <summary>The number of this type in the format's union of options.</summary>
    internal abstract byte UnionType { get; }

    /// <summary>Writes the table and returns its offset in the builder.</summary>
    internal abstract int Write(FlatBufferBuilder builder);
}
