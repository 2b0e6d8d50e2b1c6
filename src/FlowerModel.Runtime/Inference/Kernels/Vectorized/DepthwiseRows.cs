using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// A depthwise convolution with one output per input channel, of inference and of training. Each element of the output has one sum, which takes
/// the taps inside the image by row and column of the kernel.
/// </summary>
/// <remarks>Channels that do not fill a vector are computed four at a time, and the last ones singly.</remarks>
internal static unsafe class DepthwiseRows<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The largest number of taps of a kernel: their list is on the stack.</summary>
    public const int MaxTaps = 64;

    /// <summary>Computes rows of the output.</summary>
    /// <param name="window">Shapes, strides, padding; at most <see cref="MaxTaps"/> taps.</param>
    /// <param name="input">The whole input.</param>
    /// <param name="kernel">The first tap's weights, one per channel.</param>
    /// <param name="kernelStep">Floats from one tap's weights to the next: the number of channels, or its negative where the kernel is rotated by 180 degrees.</param>
    /// <param name="start">Where the sums begin; a bias is per channel.</param>
    /// <param name="end">What happens to the sums.</param>
    /// <param name="output">The whole output.</param>
    /// <param name="rows">The output rows to compute, numbered through the batch.</param>
    [SkipLocalsInit]
    public static void Run<TEnd>(
        in SlidingWindow window, float* input, float* kernel, nint kernelStep, in SumStart start, TEnd end, float* output, (int Start, int End) rows)
        where TEnd : struct, ISumEnd
    {
        var taps = stackalloc ChannelTap[MaxTaps];
        nint channels = window.Input.Channels;
        var (insideFrom, insideTo) = DepthwiseInterior.Columns(window);
        for (var row = rows.Start; row < rows.End; row++)
        {
            var (image, y) = Math.DivRem(row, window.Output.Height);
            var (firstV, endV) = window.KernelRows(y);
            var top = (y * window.StrideHeight) - window.PaddingTop + (firstV * window.DilationHeight);
            var source = input + ((((nint)image * window.Input.Height) + top) * window.Input.Width * channels);
            var place = (nint)row * window.Output.Width * channels;
            for (var x = 0; x < window.Output.Width; x++)
            {
                var columns = window.KernelColumns(x);
                var count = List(window, (firstV, endV), columns, kernelStep, taps);
                var left = (x * window.StrideWidth) - window.PaddingLeft;
                var positions = x == insideFrom ? insideTo - insideFrom : 1;
                Positions(taps, count, source + (left * channels), window, kernel, start, end, output, place + (x * channels), positions);
                x += positions - 1;
            }
        }
    }

    /// <summary>Lists the taps inside the image from the first one's row and the kernel's first column on.</summary>
    private static int List(in SlidingWindow window, (int First, int End) rows, (int First, int End) columns, nint kernelStep, ChannelTap* taps)
    {
        nint channels = window.Input.Channels;
        var count = 0;
        for (var v = rows.First; v < rows.End; v++)
        {
            for (var u = columns.First; u < columns.End; u++)
            {
                var source = ((v - rows.First) * window.DilationHeight * window.Input.Width) + (u * window.DilationWidth);
                taps[count++] = new ChannelTap(source * channels, ((v * window.KernelWidth) + u) * kernelStep);
            }
        }

        return count;
    }

    private static void Positions<TEnd>(
        ChannelTap* taps, int count, float* source, in SlidingWindow window, float* kernel, in SumStart start, TEnd end, float* output, nint place,
        int positions)
        where TEnd : struct, ISumEnd
    {
        var channels = window.Input.Channels;
        var whole = channels - (channels % TSimd.Width);
        var fours = channels - (channels % Simd128.Width);
        if (whole > 0) Part(taps, count, source, window, kernel, start, end, output, place, positions, 0, whole);
        if (whole < fours)
            DepthwiseRows<Simd128, Vector128<float>>.Part(taps, count, source, window, kernel, start, end, output, place, positions, whole, fours);
        if (fours < channels)
            DepthwiseRows<Simd32, float>.Part(taps, count, source, window, kernel, start, end, output, place, positions, fours, channels);
    }

    private static void Part<TEnd>(
        ChannelTap* taps, int count, float* source, in SlidingWindow window, float* kernel, in SumStart start, TEnd end, float* output, nint place,
        int positions, int from, int limit)
        where TEnd : struct, ISumEnd
    {
        nint channels = window.Input.Channels;
        var step = window.StrideWidth * channels;
        if (positions == 1)
            ChannelTaps<TSimd, TVector>.Position(taps, count, source, kernel, start, end, output, place, from, limit);
        else if (count == 9 && window is { KernelHeight: 3, KernelWidth: 3 })
            NineTaps<TSimd, TVector>.Row(taps, source, step, kernel, start, end, output, place, channels, positions, from, limit);
        else
            ChannelTaps<TSimd, TVector>.Row(taps, count, source, step, kernel, start, end, output, place, channels, positions, from, limit);
    }
}
