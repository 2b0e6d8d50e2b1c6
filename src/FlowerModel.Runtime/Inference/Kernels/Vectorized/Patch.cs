using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>The input under one output pixel of a convolution, as one row of a matrix.</summary>
internal static class Patch
{
    /// <summary>Copies a patch in the kernel's order: height, width, channels.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="input">Batch, height, width, channels.</param>
    /// <param name="outputPixel">The index of the output pixel, numbered through the batch.</param>
    /// <param name="outside">The value for positions beyond the edge.</param>
    /// <param name="patch">Receives the patch.</param>
    public static void Gather<T>(SlidingWindow window, ReadOnlySpan<T> input, int outputPixel, T outside, Span<T> patch)
        where T : unmanaged
    {
        var (row, x) = Math.DivRem(outputPixel, window.Output.Width);
        var (image, y) = Math.DivRem(row, window.Output.Height);
        var channels = window.Input.Channels;
        var originY = (y * window.StrideHeight) - window.PaddingTop;
        var originX = (x * window.StrideWidth) - window.PaddingLeft;
        if (window.DilationWidth == 1 && originX >= 0 && originX + window.KernelWidth <= window.Input.Width
            && originY >= 0 && originY + ((window.KernelHeight - 1) * window.DilationHeight) < window.Input.Height)
        {
            // Nearly all patches: the kernel lies inside the image, so each of its rows is contiguous.
            var length = window.KernelWidth * channels;
            var start = ((((image * window.Input.Height) + originY) * window.Input.Width) + originX) * channels;
            var step = window.DilationHeight * window.Input.Width * channels;
            for (var v = 0; v < window.KernelHeight; v++) input.Slice(start + (v * step), length).CopyTo(patch[(v * length)..]);
            return;
        }

        var (firstV, endV) = window.KernelRows(y);
        var (firstU, endU) = window.KernelColumns(x);
        if (endV - firstV < window.KernelHeight || endU - firstU < window.KernelWidth) patch.Fill(outside);
        for (var v = firstV; v < endV; v++)
        {
            var inputY = originY + (v * window.DilationHeight);
            var inputRow = ((image * window.Input.Height) + inputY) * window.Input.Width;
            var patchRow = v * window.KernelWidth;
            if (window.DilationWidth == 1)
            {
                Copy(input, inputRow + originX + firstU, patch, patchRow + firstU, endU - firstU, channels);
                continue;
            }

            for (var u = firstU; u < endU; u++)
                Copy(input, inputRow + originX + (u * window.DilationWidth), patch, patchRow + u, 1, channels);
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> input, int from, Span<T> patch, int to, int pixels, int channels)
    {
        if (pixels > 0) input.Slice(from * channels, pixels * channels).CopyTo(patch[(to * channels)..]);
    }
}
