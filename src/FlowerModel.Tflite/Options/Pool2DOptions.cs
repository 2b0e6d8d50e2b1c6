using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of AVERAGE_POOL_2D and MAX_POOL_2D.</summary>
/// <param name="Padding">The padding at the border.</param>
/// <param name="StrideWidth">The horizontal step, in pixels.</param>
/// <param name="StrideHeight">The vertical step, in pixels.</param>
/// <param name="FilterWidth">The width of the window, in pixels.</param>
/// <param name="FilterHeight">The height of the window, in pixels.</param>
/// <param name="Activation">The activation that is applied to the result.</param>
public sealed record Pool2DOptions(
    Padding Padding,
    int StrideWidth,
    int StrideHeight,
    int FilterWidth,
    int FilterHeight,
    FusedActivation Activation) : OperatorOptions
{
    private static readonly FlatField PaddingField = new(0, "padding");
    private static readonly FlatField StrideWidthField = new(1, "stride_w");
    private static readonly FlatField StrideHeightField = new(2, "stride_h");
    private static readonly FlatField FilterWidthField = new(3, "filter_width");
    private static readonly FlatField FilterHeightField = new(4, "filter_height");
    private static readonly FlatField ActivationField = new(5, "fused_activation_function");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 5;

    internal override byte UnionType => Kind;

    internal static Pool2DOptions Read(FlatTable table)
    {
        table.Knows(slots: 6);
        return new(
            (Padding)table.Enum(PaddingField, 2),
            table.Int32(StrideWidthField),
            table.Int32(StrideHeightField),
            table.Int32(FilterWidthField),
            table.Int32(FilterHeightField),
            (FusedActivation)table.Enum(ActivationField, 6));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(6);
        builder.AddByte(PaddingField.Slot, (byte)Padding, 0);
        builder.AddInt(StrideWidthField.Slot, StrideWidth, 0);
        builder.AddInt(StrideHeightField.Slot, StrideHeight, 0);
        builder.AddInt(FilterWidthField.Slot, FilterWidth, 0);
        builder.AddInt(FilterHeightField.Slot, FilterHeight, 0);
        builder.AddByte(ActivationField.Slot, (byte)Activation, 0);
        return builder.EndTable();
    }
}
