using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of STRIDED_SLICE. As in TensorFlow, bit i of a mask refers to dimension i.</summary>
/// <param name="BeginMask">Dimensions whose begin is ignored.</param>
/// <param name="EndMask">Dimensions whose end is ignored.</param>
/// <param name="EllipsisMask">The entry that represents all unspecified dimensions.</param>
/// <param name="NewAxisMask">Entries that add a dimension of length 1.</param>
/// <param name="ShrinkAxisMask">Dimensions of which one index is selected and which are then dropped.</param>
/// <param name="Offset">True if the end is relative to the begin.</param>
public sealed record StridedSliceOptions(
    int BeginMask,
    int EndMask,
    int EllipsisMask,
    int NewAxisMask,
    int ShrinkAxisMask,
    bool Offset) : OperatorOptions
{
    private static readonly FlatField BeginMaskField = new(0, "begin_mask");
    private static readonly FlatField EndMaskField = new(1, "end_mask");
    private static readonly FlatField EllipsisMaskField = new(2, "ellipsis_mask");
    private static readonly FlatField NewAxisMaskField = new(3, "new_axis_mask");
    private static readonly FlatField ShrinkAxisMaskField = new(4, "shrink_axis_mask");
    private static readonly FlatField OffsetField = new(5, "offset");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 32;

    internal override byte UnionType => Kind;

    internal static StridedSliceOptions Read(FlatTable table)
    {
        table.Knows(slots: 6);
        return new(
            table.Int32(BeginMaskField),
            table.Int32(EndMaskField),
            table.Int32(EllipsisMaskField),
            table.Int32(NewAxisMaskField),
            table.Int32(ShrinkAxisMaskField),
            table.Bool(OffsetField));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(6);
        builder.AddInt(BeginMaskField.Slot, BeginMask, 0);
        builder.AddInt(EndMaskField.Slot, EndMask, 0);
        builder.AddInt(EllipsisMaskField.Slot, EllipsisMask, 0);
        builder.AddInt(NewAxisMaskField.Slot, NewAxisMask, 0);
        builder.AddInt(ShrinkAxisMaskField.Slot, ShrinkAxisMask, 0);
        builder.AddBool(OffsetField.Slot, Offset, false);
        return builder.EndTable();
    }
}
