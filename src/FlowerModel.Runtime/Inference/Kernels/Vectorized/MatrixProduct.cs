using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// <c>C = clamp(A * B + bias)</c> with a packed B: the core of convolutions and fully connected layers.
/// </summary>
/// <remarks>
/// Tiles of six rows by two vectors: twelve sums stay in registers, which with the two weights and one broadcast input is what
/// 16 registers hold. Each element of C has one sum, which begins with the bias and takes the inputs in order, whatever the tile, the
/// width of vector or the part; so the bits are the same everywhere. All columns of a block of rows are done before the next block, so the
/// block stays in the first-level cache. The tiles are compiled with full optimization at once: a program that classifies one image would
/// otherwise spend most of its time in unoptimized ones.
/// </remarks>
internal static class MatrixProduct<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>The number of rows of a tile.</summary>
    public const int TileRows = 6;

    // The block of A takes half of a 32 KB L1 cache; the rest is for a panel of B and the results.
    private const int BlockFloats = 4096;

    /// <param name="a">Contiguous rows of A: <c>rows * B.Inputs</c> floats.</param>
    /// <param name="b">The weights.</param>
    /// <param name="activation">Limits of the result.</param>
    /// <param name="c">Receives <c>rows * B.Outputs</c> floats.</param>
    /// <param name="rows">The number of rows.</param>
    public static void Multiply(ReadOnlySpan<float> a, PackedMatrix b, ActivationRange activation, Span<float> c, int rows)
    {
        // The tiles below do not check bounds, so these two slices do.
        a = a[..(rows * b.Inputs)];
        c = c[..(rows * b.Outputs)];
        var blockRows = Math.Max(1, BlockFloats / b.Inputs / TileRows) * TileRows;
        for (var start = 0; start < rows; start += blockRows)
        {
            var count = Math.Min(blockRows, rows - start);
            MultiplyBlock(a.Slice(start * b.Inputs, count * b.Inputs), b, activation, c.Slice(start * b.Outputs, count * b.Outputs), count);
        }
    }

    private static void MultiplyBlock(ReadOnlySpan<float> a, PackedMatrix b, ActivationRange activation, Span<float> c, int rows)
    {
        Span<float> edge = stackalloc float[TileRows * 2 * TSimd.Width];
        for (var column = 0; column < b.PaddedOutputs; column += 2 * TSimd.Width)
        {
            var width = b.PanelWidth(column);
            ref var panel = ref MemoryMarshal.GetReference(b.Panel(column));
            ref var bias = ref MemoryMarshal.GetReference(b.Bias(column));
            var whole = column + width <= b.Outputs;
            for (var row = 0; row < rows;)
            {
                var tall = rows - row >= TileRows;
                ref var left = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), (nint)row * b.Inputs);

                // The last columns of the last panel may be padding; such tiles use a buffer.
                ref var result = ref whole ? ref c[(row * b.Outputs) + column] : ref edge[0];
                nint stride = whole ? b.Outputs : width;
                if (tall && width > TSimd.Width)
                    Tile6X2(ref left, b.Inputs, ref panel, ref bias, activation, ref result, stride);
                else if (tall)
                    Tile6X1(ref left, b.Inputs, ref panel, ref bias, activation, ref result, stride);
                else
                    Tile1(ref left, b.Inputs, ref panel, ref bias, width, activation, ref result);

                var done = tall ? TileRows : 1;
                if (!whole)
                {
                    var valid = b.Outputs - column;
                    for (var r = 0; r < done; r++)
                        edge.Slice(r * width, valid).CopyTo(c.Slice(((row + r) * b.Outputs) + column, valid));
                }

                row += done;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6X2(
        ref float a, nint inputs, ref float panel, ref float bias, ActivationRange activation, ref float c, nint stride)
    {
        nint width = TSimd.Width;
        ref var a1 = ref Unsafe.Add(ref a, inputs);
        ref var a2 = ref Unsafe.Add(ref a1, inputs);
        ref var a3 = ref Unsafe.Add(ref a2, inputs);
        ref var a4 = ref Unsafe.Add(ref a3, inputs);
        ref var a5 = ref Unsafe.Add(ref a4, inputs);
        TVector c00, c10, c20, c30, c40, c50, c01, c11, c21, c31, c41, c51;
        c00 = c10 = c20 = c30 = c40 = c50 = TSimd.Load(ref bias);
        c01 = c11 = c21 = c31 = c41 = c51 = TSimd.Load(ref Unsafe.Add(ref bias, width));
        for (nint i = 0; i < inputs; i++)
        {
            var b0 = TSimd.Load(ref panel);
            var b1 = TSimd.Load(ref Unsafe.Add(ref panel, width));
            panel = ref Unsafe.Add(ref panel, 2 * width);
            var x = TSimd.Broadcast(Unsafe.Add(ref a, i));
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(Unsafe.Add(ref a1, i));
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(Unsafe.Add(ref a2, i));
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(Unsafe.Add(ref a3, i));
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            x = TSimd.Broadcast(Unsafe.Add(ref a4, i));
            c40 = TSimd.MultiplyAdd(x, b0, c40);
            c41 = TSimd.MultiplyAdd(x, b1, c41);
            x = TSimd.Broadcast(Unsafe.Add(ref a5, i));
            c50 = TSimd.MultiplyAdd(x, b0, c50);
            c51 = TSimd.MultiplyAdd(x, b1, c51);
        }

        var minimum = TSimd.Broadcast(activation.Minimum);
        var maximum = TSimd.Broadcast(activation.Maximum);
        StoreRow(c00, c01, minimum, maximum, ref c);
        StoreRow(c10, c11, minimum, maximum, ref Unsafe.Add(ref c, stride));
        StoreRow(c20, c21, minimum, maximum, ref Unsafe.Add(ref c, 2 * stride));
        StoreRow(c30, c31, minimum, maximum, ref Unsafe.Add(ref c, 3 * stride));
        StoreRow(c40, c41, minimum, maximum, ref Unsafe.Add(ref c, 4 * stride));
        StoreRow(c50, c51, minimum, maximum, ref Unsafe.Add(ref c, 5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6X1(
        ref float a, nint inputs, ref float panel, ref float bias, ActivationRange activation, ref float c, nint stride)
    {
        nint width = TSimd.Width;
        ref var a1 = ref Unsafe.Add(ref a, inputs);
        ref var a2 = ref Unsafe.Add(ref a1, inputs);
        ref var a3 = ref Unsafe.Add(ref a2, inputs);
        ref var a4 = ref Unsafe.Add(ref a3, inputs);
        ref var a5 = ref Unsafe.Add(ref a4, inputs);
        TVector c0, c1, c2, c3, c4, c5;
        c0 = c1 = c2 = c3 = c4 = c5 = TSimd.Load(ref bias);
        for (nint i = 0; i < inputs; i++)
        {
            var b = TSimd.Load(ref Unsafe.Add(ref panel, i * width));
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a, i)), b, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a1, i)), b, c1);
            c2 = TSimd.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a2, i)), b, c2);
            c3 = TSimd.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a3, i)), b, c3);
            c4 = TSimd.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a4, i)), b, c4);
            c5 = TSimd.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a5, i)), b, c5);
        }

        var minimum = TSimd.Broadcast(activation.Minimum);
        var maximum = TSimd.Broadcast(activation.Maximum);
        TSimd.Store(TSimd.Clamp(c0, minimum, maximum), ref c);
        TSimd.Store(TSimd.Clamp(c1, minimum, maximum), ref Unsafe.Add(ref c, stride));
        TSimd.Store(TSimd.Clamp(c2, minimum, maximum), ref Unsafe.Add(ref c, 2 * stride));
        TSimd.Store(TSimd.Clamp(c3, minimum, maximum), ref Unsafe.Add(ref c, 3 * stride));
        TSimd.Store(TSimd.Clamp(c4, minimum, maximum), ref Unsafe.Add(ref c, 4 * stride));
        TSimd.Store(TSimd.Clamp(c5, minimum, maximum), ref Unsafe.Add(ref c, 5 * stride));
    }

    /// <summary>Computes one row by one or two vectors: the rest of a block, and fully connected layers with one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(
        ref float a, nint inputs, ref float panel, ref float bias, nint panelWidth, ActivationRange activation, ref float c)
    {
        // A panel of one vector computes it twice: the two sums take no longer than one, which waits for itself.
        nint second = panelWidth - TSimd.Width;
        var c0 = TSimd.Load(ref bias);
        var c1 = TSimd.Load(ref Unsafe.Add(ref bias, second));
        for (nint i = 0; i < inputs; i++)
        {
            var x = TSimd.Broadcast(Unsafe.Add(ref a, i));
            c0 = TSimd.MultiplyAdd(x, TSimd.Load(ref panel), c0);
            c1 = TSimd.MultiplyAdd(x, TSimd.Load(ref Unsafe.Add(ref panel, second)), c1);
            panel = ref Unsafe.Add(ref panel, panelWidth);
        }

        var minimum = TSimd.Broadcast(activation.Minimum);
        var maximum = TSimd.Broadcast(activation.Maximum);
        TSimd.Store(TSimd.Clamp(c0, minimum, maximum), ref c);
        TSimd.Store(TSimd.Clamp(c1, minimum, maximum), ref Unsafe.Add(ref c, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(TVector first, TVector second, TVector minimum, TVector maximum, ref float c)
    {
        TSimd.Store(TSimd.Clamp(first, minimum, maximum), ref c);
        TSimd.Store(TSimd.Clamp(second, minimum, maximum), ref Unsafe.Add(ref c, TSimd.Width));
    }
}
