using System.Runtime.CompilerServices;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// Depthwise convolutions and their gradients on a range of channels, a multiple of the vector's width. What a position sees is listed once for all
/// channels; then four vectors of channels are summed side by side, each over the list in order.
/// </summary>
internal static unsafe class ChannelwiseWindow<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>One position: <c>to = end(start + sum of source * kernel)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(
        Offsets* taps, int count, float* source, float* kernel, float* start, in TileEnd end, float* to, int from, int limit)
    {
        var width = TLanes.Width;
        var c = from;
        for (; c + (4 * width) <= limit; c += 4 * width)
        {
            TVector s0, s1, s2, s3;
            if (start == null)
            {
                s0 = s1 = s2 = s3 = TLanes.Broadcast(0);
            }
            else
            {
                s0 = TLanes.Load(start + c);
                s1 = TLanes.Load(start + c + width);
                s2 = TLanes.Load(start + c + (2 * width));
                s3 = TLanes.Load(start + c + (3 * width));
            }

            for (var t = 0; t < count; t++)
            {
                var x = source + taps[t].Source + c;
                var k = kernel + taps[t].Kernel + c;
                s0 = TLanes.MultiplyAdd(TLanes.Load(x), TLanes.Load(k), s0);
                s1 = TLanes.MultiplyAdd(TLanes.Load(x + width), TLanes.Load(k + width), s1);
                s2 = TLanes.MultiplyAdd(TLanes.Load(x + (2 * width)), TLanes.Load(k + (2 * width)), s2);
                s3 = TLanes.MultiplyAdd(TLanes.Load(x + (3 * width)), TLanes.Load(k + (3 * width)), s3);
            }

            Finish(s0, end, c, to);
            Finish(s1, end, c + width, to);
            Finish(s2, end, c + (2 * width), to);
            Finish(s3, end, c + (3 * width), to);
        }

        for (; c < limit; c += width)
        {
            var sum = start == null ? TLanes.Broadcast(0) : TLanes.Load(start + c);
            for (var t = 0; t < count; t++)
                sum = TLanes.MultiplyAdd(TLanes.Load(source + taps[t].Source + c), TLanes.Load(kernel + taps[t].Kernel + c), sum);
            Finish(sum, end, c, to);
        }
    }

    /// <summary>The gradients of kernel and bias over one row of the output: row after row, each vector of channels stays in the cache.</summary>
    /// <param name="window">Sizes.</param>
    /// <param name="row">Row of the output.</param>
    /// <param name="x">The image.</param>
    /// <param name="dy">The gradient of the output's row.</param>
    /// <param name="dk">Gradient of the kernel.</param>
    /// <param name="db">Gradient of the bias.</param>
    /// <param name="from">First channel.</param>
    /// <param name="limit">Channel behind the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRowGradient(in WindowGeometry window, int row, float* x, float* dy, float* dk, float* db, int from, int limit)
    {
        var width = TLanes.Width;
        nint channels = window.Channels;
        for (var c = from; c < limit; c += width)
        {
            var sum = TLanes.Load(db + c);
            for (nint column = 0; column < window.OutputWidth; column++) sum = TLanes.Add(sum, TLanes.Load(dy + (column * channels) + c));
            TLanes.Store(sum, db + c);
            for (var ky = 0; ky < window.KernelSize; ky++)
            {
                var y = (row * window.Stride) + ky - window.Top;
                if ((uint)y >= (uint)window.Height) continue;
                for (var kx = 0; kx < window.KernelSize; kx++)
                {
                    // Columns of the output whose window has its column kx inside the input.
                    var first = Math.Max(0, (window.Left - kx + window.Stride - 1) / window.Stride);
                    var last = Math.Min(window.OutputWidth - 1, (int)Math.Floor((double)(window.Width - 1 + window.Left - kx) / window.Stride));
                    var place = dk + ((((ky * window.KernelSize) + kx) * channels) + c);
                    var gradient = TLanes.Load(place);
                    var source = x + ((((nint)y * window.Width) + (first * window.Stride) + kx - window.Left) * channels) + c;
                    var output = dy + (first * channels) + c;
                    for (var column = first; column <= last; column++, source += window.Stride * channels, output += channels)
                        gradient = TLanes.MultiplyAdd(TLanes.Load(source), TLanes.Load(output), gradient);
                    TLanes.Store(gradient, place);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TVector sum, in TileEnd end, int c, float* to)
    {
        if (end.Kind != TileEndKind.Store)
        {
            var minimum = TLanes.Broadcast(end.Clamp.Minimum);
            var maximum = TLanes.Broadcast(end.Clamp.Maximum);
            sum = end.Kind == TileEndKind.Clamp
                ? TLanes.Clamp(sum, minimum, maximum)
                : TLanes.Undo(sum, TLanes.Load(end.Activation + c), minimum, maximum);
        }

        TLanes.Store(sum, to + c);
    }
}

/// <summary>Where a factor pair of a window's sum lies, in floats from the image's and the kernel's beginning.</summary>
/// <param name="Source">In the image.</param>
/// <param name="Kernel">In the kernel.</param>
internal readonly record struct Offsets(nint Source, nint Kernel);
