using System.Runtime.CompilerServices;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// The gradients of kernel and bias of a depthwise convolution, for a range of channels that is a multiple of the vector's width: images, rows and
/// columns one after another.
/// </summary>
internal static unsafe class DepthwiseKernelGradient<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Adds the gradients; see <see cref="TrainingKernels.DepthwiseWeightGradient"/>.</summary>
    /// <param name="window">Sizes.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="x">The input.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dk">Gradient of the kernel.</param>
    /// <param name="db">Gradient of the bias.</param>
    /// <param name="from">The first channel.</param>
    /// <param name="limit">The channel after the last.</param>
    [SkipLocalsInit]
    public static void Add(in WindowGeometry window, int images, float* x, float* dy, float* dk, float* db, int from, int limit)
    {
        if (from >= limit) return;
        Span<WindowTap> listed = stackalloc WindowTap[WindowGeometry.MaxTaps];
        var taps = stackalloc ChannelTap[WindowGeometry.MaxTaps];
        nint channels = window.Channels;
        var (insideFrom, insideTo) = window.ColumnsInside();
        for (var image = 0; image < images; image++, x += window.InputPositions * channels)
        {
            for (var row = 0; row < window.OutputHeight; row++)
            {
                for (var column = 0; column < window.OutputWidth;)
                {
                    var count = window.TapsOfOutput(row, column, listed);
                    for (var t = 0; t < count; t++) taps[t] = new ChannelTap(listed[t].Position * channels, listed[t].Weight * channels);
                    var positions = column == insideFrom ? insideTo - insideFrom : 1;
                    var step = window.Stride * channels;
                    if (positions == 1) AddPosition(taps, count, x, dy, dk, db, from, limit);
                    else if (count == 9 && window.KernelSize == 3) AddNine(taps, x, step, dy, channels, positions, dk, db, from, limit);
                    else AddPositions(taps, count, x, step, dy, channels, positions, dk, db, from, limit);
                    column += positions;
                    dy += positions * channels;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPosition(ChannelTap* taps, int count, float* x, float* dy, float* dk, float* db, int from, int limit)
    {
        for (var c = from; c < limit; c += TSimd.Width)
        {
            var gradient = TSimd.Load(dy + c);
            TSimd.Store(TSimd.Add(TSimd.Load(db + c), gradient), db + c);
            for (var t = 0; t < count; t++)
            {
                var sum = dk + taps[t].Kernel + c;
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(x + taps[t].Source + c), gradient, TSimd.Load(sum)), sum);
            }
        }
    }

    /// <summary>Positions in a row that all see the same taps: one sum after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPositions(
        ChannelTap* taps, int count, float* x, nint step, float* dy, nint channels, int positions, float* dk, float* db, int from, int limit)
    {
        for (var c = from; c < limit; c += TSimd.Width)
        {
            var sum = TSimd.Load(db + c);
            var gradient = dy + c;
            for (var position = 0; position < positions; position++, gradient += channels) sum = TSimd.Add(sum, TSimd.Load(gradient));
            TSimd.Store(sum, db + c);
            for (var t = 0; t < count; t++)
            {
                var place = dk + taps[t].Kernel + c;
                var source = x + taps[t].Source + c;
                gradient = dy + c;
                sum = TSimd.Load(place);
                for (var position = 0; position < positions; position++, source += step, gradient += channels)
                    sum = TSimd.MultiplyAdd(TSimd.Load(source), TSimd.Load(gradient), sum);
                TSimd.Store(sum, place);
            }
        }
    }

    /// <summary>As <see cref="AddPositions"/>, for the nine taps of a kernel that lies entirely inside the image: the sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNine(
        ChannelTap* taps, float* x, nint step, float* dy, nint channels, int positions, float* dk, float* db, int from, int limit)
    {
        nint down = taps[3].Source - taps[0].Source;
        for (var c = from; c < limit; c += TSimd.Width)
        {
            var sums = dk + c;
            var bias = TSimd.Load(db + c);
            var s00 = TSimd.Load(sums);
            var s01 = TSimd.Load(sums + channels);
            var s02 = TSimd.Load(sums + (2 * channels));
            var s10 = TSimd.Load(sums + (3 * channels));
            var s11 = TSimd.Load(sums + (4 * channels));
            var s12 = TSimd.Load(sums + (5 * channels));
            var s20 = TSimd.Load(sums + (6 * channels));
            var s21 = TSimd.Load(sums + (7 * channels));
            var s22 = TSimd.Load(sums + (8 * channels));
            var top = x + taps[0].Source + c;
            var gradient = dy + c;
            for (var position = 0; position < positions; position++, top += step, gradient += channels)
            {
                var middle = top + down;
                var bottom = middle + down;
                var d = TSimd.Load(gradient);
                bias = TSimd.Add(bias, d);
                s00 = TSimd.MultiplyAdd(TSimd.Load(top), d, s00);
                s01 = TSimd.MultiplyAdd(TSimd.Load(top + channels), d, s01);
                s02 = TSimd.MultiplyAdd(TSimd.Load(top + (2 * channels)), d, s02);
                s10 = TSimd.MultiplyAdd(TSimd.Load(middle), d, s10);
                s11 = TSimd.MultiplyAdd(TSimd.Load(middle + channels), d, s11);
                s12 = TSimd.MultiplyAdd(TSimd.Load(middle + (2 * channels)), d, s12);
                s20 = TSimd.MultiplyAdd(TSimd.Load(bottom), d, s20);
                s21 = TSimd.MultiplyAdd(TSimd.Load(bottom + channels), d, s21);
                s22 = TSimd.MultiplyAdd(TSimd.Load(bottom + (2 * channels)), d, s22);
            }

            TSimd.Store(bias, db + c);
            TSimd.Store(s00, sums);
            TSimd.Store(s01, sums + channels);
            TSimd.Store(s02, sums + (2 * channels));
            TSimd.Store(s10, sums + (3 * channels));
            TSimd.Store(s11, sums + (4 * channels));
            TSimd.Store(s12, sums + (5 * channels));
            TSimd.Store(s20, sums + (6 * channels));
            TSimd.Store(s21, sums + (7 * channels));
            TSimd.Store(s22, sums + (8 * channels));
        }
    }
}
