using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of MUL.</summary>
/// <param name="Activation">The activation that is applied to the result.</param>
public sealed record MulOptions(FusedActivation Activation) : OperatorOptions
{
    private static readonly FlatField ActivationField = new(0, "fused_activation_function");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 21;

    internal override byte UnionType => Kind;

    internal static MulOptions Read(FlatTable table)
    {
        table.Knows(slots: 1);
        return new((FusedActivation)table.Enum(ActivationField, 6));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(1);
        builder.AddByte(ActivationField.Slot, (byte)Activation, 0);
        return builder.EndTable();
    }
}
