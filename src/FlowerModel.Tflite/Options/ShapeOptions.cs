using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of SHAPE.</summary>
/// <param name="OutputType">The element type of the result: Int32 or Int64.</param>
public sealed record ShapeOptions(TensorType OutputType) : OperatorOptions
{
    private static readonly FlatField OutputTypeField = new(0, "out_type");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 55;

    internal override byte UnionType => Kind;

    internal static ShapeOptions Read(FlatTable table)
    {
        table.Knows(slots: 1);
        return new(table.TensorType(OutputTypeField));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(1);
        builder.AddByte(OutputTypeField.Slot, (byte)OutputType, 0);
        return builder.EndTable();
    }
}
