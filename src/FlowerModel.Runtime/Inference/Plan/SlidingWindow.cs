using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>How a kernel or a pooling window moves over feature maps.</summary>
internal readonly record struct SlidingWindow(
    Nhwc Input,
    Nhwc Output,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int DilationHeight,
    int DilationWidth,
    int PaddingTop,
    int PaddingLeft)
{
    // Keeps all arithmetic on positions far from overflow, whatever a file says.
    private const int MaxExtent = 1 << 20;

    /// <summary>True where each output pixel sees exactly the input pixel at the same place.</summary>
    public bool IsPointwise => KernelHeight == 1 && KernelWidth == 1 && StrideHeight == 1 && StrideWidth == 1;

    /// <summary>Output rows of all images of the batch.</summary>
    public int OutputRows => Output.Batch * Output.Height;

    /// <summary>Output pixels of all images of the batch.</summary>
    public int OutputPixels => Output.Batch * Output.Height * Output.Width;

    /// <summary>
    /// Works out the padding (TFLite: SAME gives ceil(input / stride) outputs and puts the odd row or column at the end) and checks
    /// that the output tensor has the shape that follows.
    /// </summary>
    public static SlidingWindow Create(
        OperatorContext context,
        Value input,
        Value output,
        Padding padding,
        (int Height, int Width) kernel,
        (int Height, int Width) stride,
        (int Height, int Width) dilation)
    {
        var from = Nhwc.Of(input, context);
        var to = Nhwc.Of(output, context);
        if (kernel.Height < 1 || kernel.Width < 1 || stride.Height < 1 || stride.Width < 1 || dilation.Height < 1 || dilation.Width < 1)
            throw context.Damaged("kernel size, stride and dilation must be at least 1");
        if (Extent(kernel.Height, dilation.Height) > MaxExtent || Extent(kernel.Width, dilation.Width) > MaxExtent ||
            stride.Height > MaxExtent || stride.Width > MaxExtent)
        {
            throw context.Unsupported($"kernels, strides and dilations that reach further than {MaxExtent} pixels");
        }

        var (height, top) = Axis(from.Height, kernel.Height, stride.Height, dilation.Height, padding);
        var (width, left) = Axis(from.Width, kernel.Width, stride.Width, dilation.Width, padding);
        if (to.Batch != from.Batch || to.Height != height || to.Width != width)
            throw context.Damaged($"{output} does not have the {height}x{width} pixels that follow from {input}");
        return new SlidingWindow(
            from, to, kernel.Height, kernel.Width, stride.Height, stride.Width, dilation.Height, dilation.Width, top, left);
    }

    /// <summary>The kernel rows that meet input rows at output row <paramref name="y"/>: from the first up to before the last.</summary>
    public (int First, int End) KernelRows(int y) =>
        Inside((y * StrideHeight) - PaddingTop, KernelHeight, DilationHeight, Input.Height);

    /// <summary>The kernel columns that meet input columns at output column <paramref name="x"/>.</summary>
    public (int First, int End) KernelColumns(int x) =>
        Inside((x * StrideWidth) - PaddingLeft, KernelWidth, DilationWidth, Input.Width);

    private static (long Size, int PaddingBefore) Axis(int input, int kernel, int stride, int dilation, Padding padding)
    {
        var extent = Extent(kernel, dilation);
        if (padding == Padding.Valid) return (Math.Max(0, (input - extent + stride) / stride), 0);
        var size = ((long)input + stride - 1) / stride;
        var total = Math.Max(0, ((size - 1) * stride) + extent - input);
        return (size, (int)(total / 2));
    }

    private static long Extent(int kernel, int dilation) => ((long)(kernel - 1) * dilation) + 1;

    private static (int First, int End) Inside(int origin, int kernel, int dilation, int size)
    {
        var first = origin >= 0 ? 0 : (-origin + dilation - 1) / dilation;
        var end = origin >= size ? 0 : (int)Math.Min(kernel, ((long)size - origin + dilation - 1) / dilation);
        return (Math.Min(first, kernel), Math.Max(end, Math.Min(first, kernel)));
    }
}
