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
}
