using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of MUL.</summary>
/// <param name="Activation">Activation applied to the result.</param>
public sealed record MulOptions(FusedActivation Activation) : OperatorOptions
{
    private static readonly FlatField ActivationField = new(0, "fused_activation_function");

    internal override byte UnionType => 21;

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
