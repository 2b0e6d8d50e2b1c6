using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>
/// Settings of an operator that has none: the table without fields that converters write for operators such as PAD and QUANTIZE. It is
/// equivalent to null.
/// </summary>
/// <param name="Type">The number of the options' type in the format's union of options.</param>
public sealed record EmptyOptions(byte Type) : OperatorOptions
{
    internal override byte UnionType => Type;

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(0);
        return builder.EndTable();
    }
}
