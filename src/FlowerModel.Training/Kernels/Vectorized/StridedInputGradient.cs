using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// The gradient of the input of a depthwise convolution with a stride. Columns of the input a stride apart are seen through the same columns of the
/// kernel, so they are computed side by side where none of these lies outside the output.
/// </summary>
internal static unsafe class StridedInputGradient<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Computes the gradient; see <see cref="TrainingKernels.DepthwiseInputGradient"/>.</summary>
    [SkipLocalsInit]
    public static void Compute<TEnd>(
        in WindowGeometry window, int images, float* dy, float* kernel, in SumStart start, TEnd end, float* gradient)
        where TEnd : struct, ISumEnd
    {
        Span<WindowTap> listed = stackalloc WindowTap[WindowGeometry.MaxTaps];
        var taps = stackalloc ChannelTap[WindowGeometry.MaxTaps];
        nint channels = window.Channels;
        nint place = 0;
        for (var image = 0; image < images; image++, dy += window.OutputPositions * channels)
        {
            for (var row = 0; row < window.Height; row++, place += window.Width * channels)
            {
                for (var phase = 0; phase < Math.Min(window.Stride, window.Width); phase++)
                {
                    var (insideFrom, insideTo) = window.ColumnsSeenInside(phase);
                    for (var column = phase; column < window.Width;)
                    {
                        var count = window.TapsOfInput(row, column, listed);
                        for (var t = 0; t < count; t++) taps[t] = new ChannelTap(listed[t].Position * channels, listed[t].Weight * channels);
                        var positions = column == insideFrom ? (insideTo - insideFrom + window.Stride - 1) / window.Stride : 1;
                        Positions(taps, count, window, dy, kernel, start, end, gradient, place + (column * channels), positions);
                        column += positions * window.Stride;
                    }
                }
            }
        }
    }

    private static void Positions<TEnd>(
        ChannelTap* taps, int count, in WindowGeometry window, float* dy, float* kernel, in SumStart start, TEnd end, float* gradient, nint place,
        int positions)
        where TEnd : struct, ISumEnd
    {
        var channels = window.Channels;
        var whole = channels - (channels % TSimd.Width);
        var fours = channels - (channels % Simd128.Width);
        nint step = window.Stride * channels;
        ChannelTaps<TSimd, TVector>.Row(taps, count, dy, channels, kernel, start, end, gradient, place, step, positions, 0, whole);
        if (whole < fours)
            ChannelTaps<Simd128, Vector128<float>>.Row(taps, count, dy, channels, kernel, start, end, gradient, place, step, positions, whole, fours);
        if (fours < channels)
            ChannelTaps<Simd32, float>.Row(taps, count, dy, channels, kernel, start, end, gradient, place, step, positions, fours, channels);
    }
}
