using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>A factor pair of a depthwise sum, in floats from the beginning of the image's and the kernel's part.</summary>
/// <param name="Source">In the image.</param>
/// <param name="Kernel">In the kernel.</param>
internal readonly record struct ChannelTap(nint Source, nint Kernel);

/// <summary>
/// Sums <c>end(start + source * kernel + ...)</c> over a list of taps, each channel by itself, for a range of channels that is a multiple of the
/// vector's width. Each sum takes the taps in order.
/// </summary>
internal static unsafe class ChannelTaps<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>One position: four vectors of channels side by side.</summary>
    /// <param name="taps">The taps.</param>
    /// <param name="count">The number of taps.</param>
    /// <param name="source">The image at channel 0.</param>
    /// <param name="kernel">The kernel at channel 0.</param>
    /// <param name="start">Where the sums begin; a bias is per channel.</param>
    /// <param name="end">What happens to the sums.</param>
    /// <param name="result">The whole result.</param>
    /// <param name="place">Where the position begins in the result, in floats.</param>
    /// <param name="from">The first channel.</param>
    /// <param name="limit">The channel after the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Position<TEnd>(
        ChannelTap* taps, int count, float* source, float* kernel, in SumStart start, TEnd end, float* result, nint place, int from, int limit)
        where TEnd : struct, ISumEnd
    {
        var width = TSimd.Width;
        var begin = start.FromResult ? result + place : start.Bias;
        var c = from;
        for (; c + (4 * width) <= limit; c += 4 * width)
        {
            TVector s0, s1, s2, s3;
            if (begin == null)
            {
                s0 = s1 = s2 = s3 = TSimd.Broadcast(0);
            }
            else
            {
                s0 = TSimd.Load(begin + c);
                s1 = TSimd.Load(begin + c + width);
                s2 = TSimd.Load(begin + c + (2 * width));
                s3 = TSimd.Load(begin + c + (3 * width));
            }

            for (var t = 0; t < count; t++)
            {
                var x = source + taps[t].Source + c;
                var k = kernel + taps[t].Kernel + c;
                s0 = TSimd.MultiplyAdd(TSimd.Load(x), TSimd.Load(k), s0);
                s1 = TSimd.MultiplyAdd(TSimd.Load(x + width), TSimd.Load(k + width), s1);
                s2 = TSimd.MultiplyAdd(TSimd.Load(x + (2 * width)), TSimd.Load(k + (2 * width)), s2);
                s3 = TSimd.MultiplyAdd(TSimd.Load(x + (3 * width)), TSimd.Load(k + (3 * width)), s3);
            }

            Store(s0, end, result, place + c);
            Store(s1, end, result, place + c + width);
            Store(s2, end, result, place + c + (2 * width));
            Store(s3, end, result, place + c + (3 * width));
        }

        for (; c < limit; c += width)
        {
            var sum = begin == null ? TSimd.Broadcast(0) : TSimd.Load(begin + c);
            for (var t = 0; t < count; t++)
                sum = TSimd.MultiplyAdd(TSimd.Load(source + taps[t].Source + c), TSimd.Load(kernel + taps[t].Kernel + c), sum);
            Store(sum, end, result, place + c);
        }
    }

    /// <summary>Positions in a row that all see the same taps: four positions side by side, which share the kernel's vectors.</summary>
    /// <remarks>
    /// The parameters are those of <c>Position</c>, for the first position; the positions are <c>step</c> floats of the image and <c>resultStep</c>
    /// floats of the result apart.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<TEnd>(
        ChannelTap* taps, int count, float* source, nint step, float* kernel, in SumStart start, TEnd end, float* result, nint place, nint resultStep,
        int positions, int from, int limit)
        where TEnd : struct, ISumEnd
    {
        for (var c = from; c < limit; c += TSimd.Width)
        {
            var to = place + c;
            var x = source + c;
            var bias = start.FromResult || start.Bias == null ? TSimd.Broadcast(0) : TSimd.Load(start.Bias + c);
            var left = positions;
            for (; left >= 4; left -= 4, x += 4 * step, to += 4 * resultStep)
            {
                TVector s0, s1, s2, s3;
                s0 = s1 = s2 = s3 = bias;
                if (start.FromResult)
                {
                    s0 = TSimd.Load(result + to);
                    s1 = TSimd.Load(result + to + resultStep);
                    s2 = TSimd.Load(result + to + (2 * resultStep));
                    s3 = TSimd.Load(result + to + (3 * resultStep));
                }

                for (var t = 0; t < count; t++)
                {
                    var weight = TSimd.Load(kernel + taps[t].Kernel + c);
                    var value = x + taps[t].Source;
                    s0 = TSimd.MultiplyAdd(TSimd.Load(value), weight, s0);
                    s1 = TSimd.MultiplyAdd(TSimd.Load(value + step), weight, s1);
                    s2 = TSimd.MultiplyAdd(TSimd.Load(value + (2 * step)), weight, s2);
                    s3 = TSimd.MultiplyAdd(TSimd.Load(value + (3 * step)), weight, s3);
                }

                Store(s0, end, result, to);
                Store(s1, end, result, to + resultStep);
                Store(s2, end, result, to + (2 * resultStep));
                Store(s3, end, result, to + (3 * resultStep));
            }

            for (; left > 0; left--, x += step, to += resultStep)
            {
                var sum = start.FromResult ? TSimd.Load(result + to) : bias;
                for (var t = 0; t < count; t++) sum = TSimd.MultiplyAdd(TSimd.Load(x + taps[t].Source), TSimd.Load(kernel + taps[t].Kernel + c), sum);
                Store(sum, end, result, to);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEnd>(TVector sum, TEnd end, float* result, nint place)
        where TEnd : struct, ISumEnd
        => TSimd.Store(end.Apply<TSimd, TVector>(sum, place), result + place);
}
