using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of DEPTHWISE_CONV_2D: input NHWC, kernel 1HWC.</summary>
/// <param name="Padding">The padding at the border.</param>
/// <param name="StrideWidth">The horizontal step, in pixels.</param>
/// <param name="StrideHeight">The vertical step, in pixels.</param>
/// <param name="DepthMultiplier">The number of output channels per input channel; 0 if it follows from the shapes.</param>
/// <param name="Activation">The activation that is applied to the result.</param>
/// <param name="DilationWidth">The horizontal distance between kernel elements, in pixels.</param>
/// <param name="DilationHeight">The vertical distance between kernel elements, in pixels.</param>
public sealed record DepthwiseConv2DOptions(
    Padding Padding,
    int StrideWidth,
    int StrideHeight,
    int DepthMultiplier,
    FusedActivation Activation,
    int DilationWidth = 1,
    int DilationHeight = 1) : OperatorOptions
{
    private static readonly FlatField PaddingField = new(0, "padding");
    private static readonly FlatField StrideWidthField = new(1, "stride_w");
    private static readonly FlatField StrideHeightField = new(2, "stride_h");
    private static readonly FlatField DepthMultiplierField = new(3, "depth_multiplier");
    private static readonly FlatField ActivationField = new(4, "fused_activation_function");
    private static readonly FlatField DilationWidthField = new(5, "dilation_w_factor");
    private static readonly FlatField DilationHeightField = new(6, "dilation_h_factor");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 2;

    internal override byte UnionType => Kind;

    internal static DepthwiseConv2DOptions Read(FlatTable table)
    {
        table.Knows(slots: 7);
        return new(
            (Padding)table.Enum(PaddingField, 2),
            table.Int32(StrideWidthField),
            table.Int32(StrideHeightField),
            table.Int32(DepthMultiplierField),
            (FusedActivation)table.Enum(ActivationField, 6),
            table.Int32(DilationWidthField, 1),
            table.Int32(DilationHeightField, 1));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(7);
        builder.AddByte(PaddingField.Slot, (byte)Padding, 0);
        builder.AddInt(StrideWidthField.Slot, StrideWidth, 0);
        builder.AddInt(StrideHeightField.Slot, StrideHeight, 0);
        builder.AddInt(DepthMultiplierField.Slot, DepthMultiplier, 0);
        builder.AddByte(ActivationField.Slot, (byte)Activation, 0);
        builder.AddInt(DilationWidthField.Slot, DilationWidth, 1);
        builder.AddInt(DilationHeightField.Slot, DilationHeight, 1);
        return builder.EndTable();
    }
}
