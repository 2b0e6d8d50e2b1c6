using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Finds the positions at which a depthwise convolution needs no edge handling.</summary>
internal static class DepthwiseInterior
{
    /// <summary>
    /// Returns the output columns at which the kernel's columns lie entirely inside the image. If there are none, the range is empty and lies at
    /// the end of the row.
    /// </summary>
    public static (int From, int To) Columns(SlidingWindow window)
    {
        var from = Math.Max(0, (window.PaddingLeft + window.StrideWidth - 1) / window.StrideWidth);
        var last = window.Input.Width - 1 - ((window.KernelWidth - 1) * window.DilationWidth) + window.PaddingLeft;
        var to = last < 0 ? 0 : Math.Min((last / window.StrideWidth) + 1, window.Output.Width);
        return from < to ? (from, to) : (window.Output.Width, window.Output.Width);
    }

    /// <summary>
    /// Returns the output columns of row <paramref name="y"/> at which a 3x3 kernel lies entirely inside the image. For other kernels, and
    /// for rows at which the kernel is clipped, the range is empty and lies at the end of the row.
    /// </summary>
    public static (int From, int To) Columns3X3(SlidingWindow window, int y) =>
        window.KernelHeight == 3 && window.KernelWidth == 3 && window.KernelRows(y) is (0, 3) ? Columns(window) : (window.Output.Width, window.Output.Width);
}
