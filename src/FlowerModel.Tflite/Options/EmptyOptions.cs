using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>
/// Settings of a kind that has none: the table without fields that converters write for PAD, QUANTIZE and the like. It says the same
/// as no settings.
/// </summary>
/// <param name="Type">Number of the kind in the format's union of options.</param>
public sealed record EmptyOptions(byte Type) : OperatorOptions
{
    internal override byte UnionType => Type;

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(0);
        return builder.EndTable();
    }
}
