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
    /// <summary>True where each output pixel sees exactly the input pixel at the same place.</summary>
    public bool IsPointwise => KernelHeight == 1 && KernelWidth == 1 && StrideHeight == 1 && StrideWidth == 1;

    /// <summary>Output rows of all images of the batch.</summary>
    public int OutputRows => Output.Batch * Output.Height;

    /// <summary>Output pixels of all images of the batch.</summary>
    public int OutputPixels => Output.Batch * Output.Height * Output.Width;

    /// <summary>The kernel rows that meet input rows at output row <paramref name="y"/>: from the first up to before the last.</summary>
    public (int First, int End) KernelRows(int y) =>
        Inside((y * StrideHeight) - PaddingTop, KernelHeight, DilationHeight, Input.Height);

    /// <summary>The kernel columns that meet input columns at output column <paramref name="x"/>.</summary>
    public (int First, int End) KernelColumns(int x) =>
        Inside((x * StrideWidth) - PaddingLeft, KernelWidth, DilationWidth, Input.Width);

    private static (int First, int End) Inside(int origin, int kernel, int dilation, int size)
    {
        var first = origin >= 0 ? 0 : (-origin + dilation - 1) / dilation;
        var end = origin >= size ? 0 : (int)Math.Min(kernel, ((long)size - origin + dilation - 1) / dilation);
        return (Math.Min(first, kernel), Math.Max(end, Math.Min(first, kernel)));
    }
}
