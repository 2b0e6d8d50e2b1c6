using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>Checks an operator's tensors and settings and converts them to what kernels take: shapes, windows and ranges.</summary>
internal static class OperatorShapes
{
    // Keeps all arithmetic on positions far from overflow, whatever the file contains.
    private const int MaxExtent = 1 << 20;

    /// <summary>Returns the range that a fused activation limits results to.</summary>
    public static ActivationRange RangeOf(this OperatorContext context, FusedActivation activation) => activation switch
    {
        FusedActivation.None => ActivationRange.None,
        FusedActivation.Relu => new(0, float.PositiveInfinity),
        FusedActivation.Relu6 => new(0, 6),
        FusedActivation.ReluN1To1 => new(-1, 1),
        _ => throw context.Unsupported($"the fused activation {activation}"),
    };

    /// <summary>Returns the shape of a tensor with four non-empty dimensions.</summary>
    public static Nhwc NhwcOf(this OperatorContext context, Value value) =>
        value.Shape is [> 0 and var batch, > 0 and var height, > 0 and var width, > 0 and var channels]
        ? new Nhwc(batch, height, width, channels)
        : throw context.Damaged($"{value} must have four dimensions, each at least 1");

    /// <summary>
    /// Computes the padding (in TFLite, SAME gives ceil(input / stride) outputs and puts the odd row or column at the end) and checks
    /// that the output tensor has the resulting shape.
    /// </summary>
    public static SlidingWindow WindowOf(
        this OperatorContext context,
        Value input,
        Value output,
        Padding padding,
        (int Height, int Width) kernel,
        (int Height, int Width) stride,
        (int Height, int Width) dilation)
    {
        var from = context.NhwcOf(input);
        var to = context.NhwcOf(output);
        if (kernel.Height < 1 || kernel.Width < 1 || stride.Height < 1 || stride.Width < 1 || dilation.Height < 1 || dilation.Width < 1)
            throw context.Damaged("kernel size, stride and dilation must be at least 1");
        if (Extent(kernel.Height, dilation.Height) > MaxExtent || Extent(kernel.Width, dilation.Width) > MaxExtent ||
            stride.Height > MaxExtent || stride.Width > MaxExtent)
        {
            throw context.Unsupported($"kernels, strides or dilations that span more than {MaxExtent} pixels");
        }

        var (height, top) = Axis(from.Height, kernel.Height, stride.Height, dilation.Height, padding);
        var (width, left) = Axis(from.Width, kernel.Width, stride.Width, dilation.Width, padding);
        if (context.Padding is { } zeros)
        {
            (height, top) = (Axis(from.Height + zeros.Top + zeros.Bottom, kernel.Height, stride.Height, dilation.Height, padding).Size, zeros.Top);
            (width, left) = (Axis(from.Width + zeros.Left + zeros.Right, kernel.Width, stride.Width, dilation.Width, padding).Size, zeros.Left);
        }

        if (to.Batch != from.Batch || to.Height != height || to.Width != width)
            throw context.Damaged($"{output} does not have the {height}x{width} pixels that result from {input}");
        return new SlidingWindow(
            from, to, kernel.Height, kernel.Width, stride.Height, stride.Width, dilation.Height, dilation.Width, top, left);
    }

    private static (long Size, int PaddingBefore) Axis(int input, int kernel, int stride, int dilation, Padding padding)
    {
        var extent = Extent(kernel, dilation);
        if (padding == Padding.Valid) return (Math.Max(0, (input - extent + stride) / stride), 0);
        var size = ((long)input + stride - 1) / stride;
        var total = Math.Max(0, ((size - 1) * stride) + extent - input);
        return (size, (int)(total / 2));
    }

    private static long Extent(int kernel, int dilation) => ((long)(kernel - 1) * dilation) + 1;
}
