using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Where a depthwise convolution needs no look at the edges.</summary>
internal static class DepthwiseInterior
{
    /// <summary>
    /// The output columns of row <paramref name="y"/> at which a whole 3x3 kernel is over the image. Empty, and at the end of the row,
    /// for other kernels and for rows at which the kernel is cut off.
    /// </summary>
    public static (int From, int To) Columns3X3(SlidingWindow window, int y)
    {
        var none = (window.Output.Width, window.Output.Width);
        if (window.KernelHeight != 3 || window.KernelWidth != 3 || window.KernelRows(y) is not (0, 3)) return none;
        var reach = 2 * window.DilationWidth;
        var from = (window.PaddingLeft + window.StrideWidth - 1) / window.StrideWidth;
        var last = window.Input.Width - 1 - reach + window.PaddingLeft;
        var to = last < 0 ? 0 : Math.Min((last / window.StrideWidth) + 1, window.Output.Width);
        return from < to ? (from, to) : none;
    }
}
