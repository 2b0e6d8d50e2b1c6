using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// The nine taps of a 3x3 depthwise kernel that lies entirely inside the image, the most frequent case: as <see cref="ChannelTaps{TSimd, TVector}"/>,
/// with the nine weights in registers along a row.
/// </summary>
internal static unsafe class NineTaps<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Positions in a row.</summary>
    /// <param name="taps">The nine taps, three rows of three at equal distances.</param>
    /// <param name="source">The image at channel 0, for the first position.</param>
    /// <param name="step">Floats of the image from one position to the next.</param>
    /// <param name="kernel">The kernel at channel 0.</param>
    /// <param name="start">Where the sums begin; a bias is per channel.</param>
    /// <param name="end">What happens to the sums.</param>
    /// <param name="result">The whole result.</param>
    /// <param name="place">Where the first position begins in the result, in floats.</param>
    /// <param name="resultStep">Floats of the result from one position to the next.</param>
    /// <param name="positions">The number of positions.</param>
    /// <param name="from">The first channel.</param>
    /// <param name="limit">The channel after the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<TEnd>(
        ChannelTap* taps, float* source, nint step, float* kernel, in SumStart start, TEnd end, float* result, nint place, nint resultStep,
        int positions, int from, int limit)
        where TEnd : struct, ISumEnd
    {
        nint right = taps[1].Source, down = taps[3].Source;
        for (var c = from; c < limit; c += TSimd.Width)
        {
            var weights = kernel + c;
            var w00 = TSimd.Load(weights + taps[0].Kernel);
            var w01 = TSimd.Load(weights + taps[1].Kernel);
            var w02 = TSimd.Load(weights + taps[2].Kernel);
            var w10 = TSimd.Load(weights + taps[3].Kernel);
            var w11 = TSimd.Load(weights + taps[4].Kernel);
            var w12 = TSimd.Load(weights + taps[5].Kernel);
            var w20 = TSimd.Load(weights + taps[6].Kernel);
            var w21 = TSimd.Load(weights + taps[7].Kernel);
            var w22 = TSimd.Load(weights + taps[8].Kernel);
            var bias = start.FromResult || start.Bias == null ? TSimd.Broadcast(0) : TSimd.Load(start.Bias + c);
            var top = source + c;
            var to = place + c;
            var position = 0;
            for (; step == right && position + 2 <= positions; position += 2, top += 2 * step, to += 2 * resultStep)
            {
                // Two positions side by side have six of their nine vectors in common.
                var left = start.FromResult ? TSimd.Load(result + to) : bias;
                var next = start.FromResult ? TSimd.Load(result + to + resultStep) : bias;
                AddRow(top, right, w00, w01, w02, ref left, ref next);
                AddRow(top + down, right, w10, w11, w12, ref left, ref next);
                AddRow(top + (2 * down), right, w20, w21, w22, ref left, ref next);
                TSimd.Store(end.Apply<TSimd, TVector>(left, to), result + to);
                TSimd.Store(end.Apply<TSimd, TVector>(next, to + resultStep), result + to + resultStep);
            }

            for (; position < positions; position++, top += step, to += resultStep)
            {
                var middle = top + down;
                var bottom = middle + down;
                var sum = start.FromResult ? TSimd.Load(result + to) : bias;
                sum = TSimd.MultiplyAdd(TSimd.Load(top), w00, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + right), w01, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + (2 * right)), w02, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle), w10, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + right), w11, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + (2 * right)), w12, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom), w20, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + right), w21, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + (2 * right)), w22, sum);
                TSimd.Store(end.Apply<TSimd, TVector>(sum, to), result + to);
            }
        }
    }
    /// <summary>Adds a row of the kernel to two positions side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(float* x, nint right, TVector w0, TVector w1, TVector w2, ref TVector left, ref TVector next)
    {
        var second = TSimd.Load(x + right);
        var third = TSimd.Load(x + (2 * right));
        left = TSimd.MultiplyAdd(TSimd.Load(x), w0, left);
        next = TSimd.MultiplyAdd(second, w0, next);
        left = TSimd.MultiplyAdd(second, w1, left);
        next = TSimd.MultiplyAdd(third, w1, next);
        left = TSimd.MultiplyAdd(third, w2, left);
        next = TSimd.MultiplyAdd(TSimd.Load(x + (3 * right)), w2, next);
    }
}
