using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// Tiles of a matrix product <c>c = end(start + a * b)</c>, six rows by two vectors: twelve sums stay in registers, which with the two vectors
/// of b and one broadcast float of a is what 16 registers hold. Each element of c has one sum over the inner index in order.
/// </summary>
/// <remarks>
/// Compiled with full optimization at once: a program that classifies one image would otherwise spend most of its time in unoptimized tiles.
/// </remarks>
internal static unsafe class ProductTile<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The number of rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Computes six rows by two vectors.</summary>
    /// <param name="a">The tile's rows of a.</param>
    /// <param name="inner">The number of products in each sum.</param>
    /// <param name="panel">The tile's columns of b: [inner, two vectors].</param>
    /// <param name="start">Where the sums begin.</param>
    /// <param name="end">What happens to the sums.</param>
    /// <param name="c">The whole result.</param>
    /// <param name="place">Where the tile begins in the result, in floats.</param>
    /// <param name="stride">Floats from one row of the result to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwoVectors<TEnd>(
        in TileRows a, int inner, float* panel, in SumStart start, TEnd end, float* c, nint place, nint stride)
        where TEnd : struct, ISumEnd
    {
        var width = TSimd.Width;
        float* a0 = a.First, a1 = a.At(1), a2 = a.At(2), a3 = a.At(3), a4 = a.At(4), a5 = a.At(5);
        TVector c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        if (start.FromResult)
        {
            var from = c + place;
            c00 = TSimd.Load(from);
            c01 = TSimd.Load(from + width);
            c10 = TSimd.Load(from + stride);
            c11 = TSimd.Load(from + stride + width);
            c20 = TSimd.Load(from + (2 * stride));
            c21 = TSimd.Load(from + (2 * stride) + width);
            c30 = TSimd.Load(from + (3 * stride));
            c31 = TSimd.Load(from + (3 * stride) + width);
            c40 = TSimd.Load(from + (4 * stride));
            c41 = TSimd.Load(from + (4 * stride) + width);
            c50 = TSimd.Load(from + (5 * stride));
            c51 = TSimd.Load(from + (5 * stride) + width);
        }
        else if (start.Bias != null)
        {
            c00 = c10 = c20 = c30 = c40 = c50 = TSimd.Load(start.Bias);
            c01 = c11 = c21 = c31 = c41 = c51 = TSimd.Load(start.Bias + width);
        }
        else
        {
            c00 = c10 = c20 = c30 = c40 = c50 = c01 = c11 = c21 = c31 = c41 = c51 = TSimd.Broadcast(0);
        }

        // The rows of c lie too far apart for the processor to see what comes next.
        for (var row = 0; row < Rows; row++) Prefetch(end, c, place + (row * stride));

        nint at = 0;
        for (var k = 0; k < inner; k++, at += a.Step)
        {
            var b0 = TSimd.Load(panel);
            var b1 = TSimd.Load(panel + width);
            panel += 2 * width;
            var x = TSimd.Broadcast(a0[at]);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(a1[at]);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(a2[at]);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(a3[at]);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            x = TSimd.Broadcast(a4[at]);
            c40 = TSimd.MultiplyAdd(x, b0, c40);
            c41 = TSimd.MultiplyAdd(x, b1, c41);
            x = TSimd.Broadcast(a5[at]);
            c50 = TSimd.MultiplyAdd(x, b0, c50);
            c51 = TSimd.MultiplyAdd(x, b1, c51);
        }

        Store(c00, c01, end, c, place);
        Store(c10, c11, end, c, place + stride);
        Store(c20, c21, end, c, place + (2 * stride));
        Store(c30, c31, end, c, place + (3 * stride));
        Store(c40, c41, end, c, place + (4 * stride));
        Store(c50, c51, end, c, place + (5 * stride));
    }

    /// <summary>Computes six rows by one vector; the parameters are those of <c>TwoVectors</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneVector<TEnd>(
        in TileRows a, int inner, float* panel, in SumStart start, TEnd end, float* c, nint place, nint stride)
        where TEnd : struct, ISumEnd
    {
        float* a0 = a.First, a1 = a.At(1), a2 = a.At(2), a3 = a.At(3), a4 = a.At(4), a5 = a.At(5);
        TVector c0, c1, c2, c3, c4, c5;
        if (start.FromResult)
        {
            var from = c + place;
            c0 = TSimd.Load(from);
            c1 = TSimd.Load(from + stride);
            c2 = TSimd.Load(from + (2 * stride));
            c3 = TSimd.Load(from + (3 * stride));
            c4 = TSimd.Load(from + (4 * stride));
            c5 = TSimd.Load(from + (5 * stride));
        }
        else
        {
            c0 = c1 = c2 = c3 = c4 = c5 = start.Bias == null ? TSimd.Broadcast(0) : TSimd.Load(start.Bias);
        }

        nint at = 0;
        for (var k = 0; k < inner; k++, at += a.Step, panel += TSimd.Width)
        {
            var b = TSimd.Load(panel);
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[at]), b, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[at]), b, c1);
            c2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[at]), b, c2);
            c3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[at]), b, c3);
            c4 = TSimd.MultiplyAdd(TSimd.Broadcast(a4[at]), b, c4);
            c5 = TSimd.MultiplyAdd(TSimd.Broadcast(a5[at]), b, c5);
        }

        Store(c0, end, c, place);
        Store(c1, end, c, place + stride);
        Store(c2, end, c, place + (2 * stride));
        Store(c3, end, c, place + (3 * stride));
        Store(c4, end, c, place + (4 * stride));
        Store(c5, end, c, place + (5 * stride));
    }

    /// <summary>Computes one row by a panel of one or two vectors; the parameters are those of <c>TwoVectors</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneRow<TEnd>(
        in TileRows a, int inner, float* panel, nint panelWidth, in SumStart start, TEnd end, float* c, nint place)
        where TEnd : struct, ISumEnd
    {
        // A panel of one vector computes it twice: the two sums take no longer than one, which waits for itself.
        var second = panelWidth - TSimd.Width;
        var from = start.FromResult ? c + place : start.Bias;
        var c0 = from == null ? TSimd.Broadcast(0) : TSimd.Load(from);
        var c1 = from == null ? TSimd.Broadcast(0) : TSimd.Load(from + second);
        var x = a.First;
        for (var k = 0; k < inner; k++, x += a.Step, panel += panelWidth)
        {
            var value = TSimd.Broadcast(*x);
            c0 = TSimd.MultiplyAdd(value, TSimd.Load(panel), c0);
            c1 = TSimd.MultiplyAdd(value, TSimd.Load(panel + second), c1);
        }

        Store(c0, end, c, place);
        Store(c1, end, c, place + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<TEnd>(TEnd end, float* c, nint place)
        where TEnd : struct, ISumEnd
    {
        TSimd.Prefetch(c + place);
        TSimd.Prefetch(c + place + TSimd.Width);
        end.Prefetch<TSimd, TVector>(place);
        end.Prefetch<TSimd, TVector>(place + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEnd>(TVector first, TVector second, TEnd end, float* c, nint place)
        where TEnd : struct, ISumEnd
    {
        Store(first, end, c, place);
        Store(second, end, c, place + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEnd>(TVector sum, TEnd end, float* c, nint place)
        where TEnd : struct, ISumEnd
        => TSimd.Store(end.Apply<TSimd, TVector>(sum, place), c + place);
}
