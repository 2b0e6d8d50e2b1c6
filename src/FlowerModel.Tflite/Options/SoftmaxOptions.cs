using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of SOFTMAX, over the last dimension.</summary>
/// <param name="Beta">Factor of the logits; 1 for the plain softmax.</param>
public sealed record SoftmaxOptions(float Beta) : OperatorOptions
{
    private static readonly FlatField BetaField = new(0, "beta");

    internal override byte UnionType => 9;

    internal static SoftmaxOptions Read(FlatTable table)
    {
        table.Knows(slots: 1);
        return new(table.Single(BetaField));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(1);
        builder.AddFloat(BetaField.Slot, Beta, 0);
        return builder.EndTable();
    }
}
