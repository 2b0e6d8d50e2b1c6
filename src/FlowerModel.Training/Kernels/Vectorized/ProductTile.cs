using System.Runtime.CompilerServices;

namespace FlowerModel.Training.Kernels.Vectorized;

/// <summary>
/// Six rows by two vectors of a matrix product: twelve sums stay in registers, which with two vectors of b and one broadcast float of a is what 16
/// registers hold. Each lane of a sum belongs to one element of the result, so the sum runs over the inner index in order.
/// </summary>
internal static unsafe class ProductTile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * TLanes.Width;

    /// <summary>Computes a tile: <c>c = end(start + a * b)</c>.</summary>
    /// <param name="a">First element of the tile's first row of a.</param>
    /// <param name="rowStride">Floats from one row of a to the next.</param>
    /// <param name="step">Floats from one inner index to the next.</param>
    /// <param name="rows">Rows that are there; the others repeat the last one, and their results are worthless.</param>
    /// <param name="inner">Length of the sums.</param>
    /// <param name="panel">b's columns, [inner, <see cref="Columns"/>].</param>
    /// <param name="start">Where sums begin.</param>
    /// <param name="end">What happens to them.</param>
    /// <param name="c">The result.</param>
    /// <param name="stride">Floats from one row of the result (and of the activation to undo) to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        float* a, nint rowStride, nint step, int rows, int inner, float* panel, TileStart start, in TileEnd end, float* c, nint stride)
    {
        var width = TLanes.Width;
        float* a1 = a + (rows > 1 ? rowStride : 0), a2 = a1 + (rows > 2 ? rowStride : 0), a3 = a2 + (rows > 3 ? rowStride : 0);
        float* a4 = a3 + (rows > 4 ? rowStride : 0), a5 = a4 + (rows > 5 ? rowStride : 0);
        TVector c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        if (start.FromResult)
        {
            c00 = TLanes.Load(c);
            c01 = TLanes.Load(c + width);
            c10 = TLanes.Load(c + stride);
            c11 = TLanes.Load(c + stride + width);
            c20 = TLanes.Load(c + (2 * stride));
            c21 = TLanes.Load(c + (2 * stride) + width);
            c30 = TLanes.Load(c + (3 * stride));
            c31 = TLanes.Load(c + (3 * stride) + width);
            c40 = TLanes.Load(c + (4 * stride));
            c41 = TLanes.Load(c + (4 * stride) + width);
            c50 = TLanes.Load(c + (5 * stride));
            c51 = TLanes.Load(c + (5 * stride) + width);
        }
        else if (start.Bias != null)
        {
            c00 = c10 = c20 = c30 = c40 = c50 = TLanes.Load(start.Bias);
            c01 = c11 = c21 = c31 = c41 = c51 = TLanes.Load(start.Bias + width);
        }
        else
        {
            c00 = c10 = c20 = c30 = c40 = c50 = c01 = c11 = c21 = c31 = c41 = c51 = TLanes.Broadcast(0);
        }

        nint at = 0;
        for (var k = 0; k < inner; k++, at += step)
        {
            var b0 = TLanes.Load(panel);
            var b1 = TLanes.Load(panel + width);
            panel += 2 * width;
            var x = TLanes.Broadcast(a[at]);
            c00 = TLanes.MultiplyAdd(x, b0, c00);
            c01 = TLanes.MultiplyAdd(x, b1, c01);
            x = TLanes.Broadcast(a1[at]);
            c10 = TLanes.MultiplyAdd(x, b0, c10);
            c11 = TLanes.MultiplyAdd(x, b1, c11);
            x = TLanes.Broadcast(a2[at]);
            c20 = TLanes.MultiplyAdd(x, b0, c20);
            c21 = TLanes.MultiplyAdd(x, b1, c21);
            x = TLanes.Broadcast(a3[at]);
            c30 = TLanes.MultiplyAdd(x, b0, c30);
            c31 = TLanes.MultiplyAdd(x, b1, c31);
            x = TLanes.Broadcast(a4[at]);
            c40 = TLanes.MultiplyAdd(x, b0, c40);
            c41 = TLanes.MultiplyAdd(x, b1, c41);
            x = TLanes.Broadcast(a5[at]);
            c50 = TLanes.MultiplyAdd(x, b0, c50);
            c51 = TLanes.MultiplyAdd(x, b1, c51);
        }

        var activation = end.Activation;
        Finish(c00, c01, end, activation, c);
        Finish(c10, c11, end, activation + stride, c + stride);
        Finish(c20, c21, end, activation + (2 * stride), c + (2 * stride));
        Finish(c30, c31, end, activation + (3 * stride), c + (3 * stride));
        Finish(c40, c41, end, activation + (4 * stride), c + (4 * stride));
        Finish(c50, c51, end, activation + (5 * stride), c + (5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TVector left, TVector right, in TileEnd end, float* activation, float* c)
    {
        var width = TLanes.Width;
        if (end.Kind != TileEndKind.Store)
        {
            var minimum = TLanes.Broadcast(end.Clamp.Minimum);
            var maximum = TLanes.Broadcast(end.Clamp.Maximum);
            if (end.Kind == TileEndKind.Clamp)
            {
                left = TLanes.Clamp(left, minimum, maximum);
                right = TLanes.Clamp(right, minimum, maximum);
            }
            else
            {
                left = TLanes.Undo(left, TLanes.Load(activation), minimum, maximum);
                right = TLanes.Undo(right, TLanes.Load(activation + width), minimum, maximum);
            }
        }

        TLanes.Store(left, c);
        TLanes.Store(right, c + width);
    }
}

/// <summary>Where the sums of a tile begin.</summary>
/// <param name="fromResult">True: at what stands in the result.</param>
/// <param name="bias">Else at these; null = zeros.</param>
internal readonly unsafe struct TileStart(bool fromResult, float* bias)
{
    public bool FromResult { get; } = fromResult;

    public float* Bias { get; } = bias;
}

/// <summary>What happens to the sums of a tile before they are stored.</summary>
internal enum TileEndKind
{
    /// <summary>Nothing.</summary>
    Store,

    /// <summary>The fused activation.</summary>
    Clamp,

    /// <summary>The gradient of a fused activation.</summary>
    Undo,
}

/// <summary>What happens to the sums of a tile, with the operands.</summary>
/// <param name="kind">What happens.</param>
/// <param name="clamp">The activation.</param>
/// <param name="activation">The activations of which the gradients are taken; laid out like the result.</param>
internal readonly unsafe struct TileEnd(TileEndKind kind, ClampRange clamp = default, float* activation = null)
{
    public TileEndKind Kind { get; } = kind;

    public ClampRange Clamp { get; } = clamp;

    public float* Activation { get; } = activation;

    /// <summary>The same for a tile further on.</summary>
    public TileEnd At(nint offset) => new(Kind, Clamp, Activation == null ? null : Activation + offset);
}
