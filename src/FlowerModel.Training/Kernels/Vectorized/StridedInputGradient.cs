using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>The gradient of the input of a depthwise convolution with a stride: each position of the input lists the positions that see it.</summary>
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
        var whole = window.Channels - (window.Channels % TSimd.Width);
        var fours = window.Channels - (window.Channels % Simd128.Width);
        nint place = 0;
        for (var image = 0; image < images; image++, dy += window.OutputPositions * channels)
        {
            for (var position = 0; position < window.InputPositions; position++, place += channels)
            {
                var count = window.TapsOfInput(position / window.Width, position % window.Width, listed);
                for (var t = 0; t < count; t++) taps[t] = new ChannelTap(listed[t].Position * channels, listed[t].Weight * channels);
                ChannelTaps<TSimd, TVector>.Position(taps, count, dy, kernel, start, end, gradient, place, 0, whole);
                if (whole < fours) ChannelTaps<Simd128, Vector128<float>>.Position(taps, count, dy, kernel, start, end, gradient, place, whole, fours);
                if (fours < channels) ChannelTaps<Simd32, float>.Position(taps, count, dy, kernel, start, end, gradient, place, fours, window.Channels);
            }
        }
    }
}
