using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of CONCATENATION.</summary>
/// <param name="Axis">The dimension along which the inputs are joined; negative values count from the end.</param>
/// <param name="Activation">The activation that is applied to the result.</param>
public sealed record ConcatenationOptions(int Axis, FusedActivation Activation) : OperatorOptions
{
    private static readonly FlatField AxisField = new(0, "axis");
    private static readonly FlatField ActivationField = new(1, "fused_activation_function");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 10;

    internal override byte UnionType => Kind;

    internal static ConcatenationOptions Read(FlatTable table)
    {
        table.Knows(slots: 2);
        return new(
            table.Int32(AxisField),
            (FusedActivation)table.Enum(ActivationField, 6));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(2);
        builder.AddInt(AxisField.Slot, Axis, 0);
        builder.AddByte(ActivationField.Slot, (byte)Activation, 0);
        return builder.EndTable();
    }
}
