using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of PACK.</summary>
/// <param name="Count">The number of inputs.</param>
/// <param name="Axis">The new dimension.</param>
public sealed record PackOptions(int Count, int Axis) : OperatorOptions
{
    private static readonly FlatField CountField = new(0, "values_count");
    private static readonly FlatField AxisField = new(1, "axis");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 59;

    internal override byte UnionType => Kind;

    internal static PackOptions Read(FlatTable table)
    {
        table.Knows(slots: 2);
        return new(
            table.Int32(CountField),
            table.Int32(AxisField));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(2);
        builder.AddInt(CountField.Slot, Count, 0);
        builder.AddInt(AxisField.Slot, Axis, 0);
        return builder.EndTable();
    }
}
