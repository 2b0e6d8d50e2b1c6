using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of SOFTMAX, over the last dimension.</summary>
/// <param name="Beta">The factor that logits are multiplied by; 1 for the standard softmax.</param>
public sealed record SoftmaxOptions(float Beta) : OperatorOptions
{
    private static readonly FlatField BetaField = new(0, "beta");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 9;

    internal override byte UnionType => Kind;

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
