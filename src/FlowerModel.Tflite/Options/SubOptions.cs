using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of SUB.</summary>
/// <param name="Activation">The activation that is applied to the result.</param>
/// <param name="PowerOfTwoScaleInt16">For int16 tensors: whether scales are powers of two.</param>
public sealed record SubOptions(FusedActivation Activation, bool PowerOfTwoScaleInt16 = true) : OperatorOptions
{
    private static readonly FlatField ActivationField = new(0, "fused_activation_function");
    private static readonly FlatField PowerOfTwoScaleInt16Field = new(1, "pot_scale_int16");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 28;

    internal override byte UnionType => Kind;

    internal static SubOptions Read(FlatTable table)
    {
        table.Knows(slots: 2);
        return new(
            (FusedActivation)table.Enum(ActivationField, 6),
            table.Bool(PowerOfTwoScaleInt16Field, true));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(2);
        builder.AddByte(ActivationField.Slot, (byte)Activation, 0);
        builder.AddBool(PowerOfTwoScaleInt16Field.Slot, PowerOfTwoScaleInt16, true);
        return builder.EndTable();
    }
}
