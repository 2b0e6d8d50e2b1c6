namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

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
    /// <summary>True if each output pixel depends only on the input pixel at the same position.</summary>
    public bool IsPointwise => KernelHeight == 1 && KernelWidth == 1 && StrideHeight == 1 && StrideWidth == 1;

    /// <summary>The number of output rows in the whole batch.</summary>
    public int OutputRows => Output.Batch * Output.Height;

    /// <summary>The number of output pixels in the whole batch.</summary>
    public int OutputPixels => Output.Batch * Output.Height * Output.Width;

    /// <summary>Returns the kernel rows that lie over input rows at output row <paramref name="y"/>: the first, and one past the last.</summary>
    public (int First, int End) KernelRows(int y) =>
        Inside((y * StrideHeight) - PaddingTop, KernelHeight, DilationHeight, Input.Height);

    /// <summary>Returns the kernel columns that lie over input columns at output column <paramref name="x"/>, likewise.</summary>
    public (int First, int End) KernelColumns(int x) =>
        Inside((x * StrideWidth) - PaddingLeft, KernelWidth, DilationWidth, Input.Width);

    private static (int First, int End) Inside(int origin, int kernel, int dilation, int size)
    {
        var first = origin >= 0 ? 0 : (-origin + dilation - 1) / dilation;
        var end = origin >= size ? 0 : (int)Math.Min(kernel, ((long)size - origin + dilation - 1) / dilation);
        return (Math.Min(first, kernel), Math.Max(end, Math.Min(first, kernel)));
    }
}
