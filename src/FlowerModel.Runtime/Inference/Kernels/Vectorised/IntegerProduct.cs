using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorised;

/// <summary>
/// The int8 counterpart of <see cref="MatrixProduct{TSimd, TVector}"/>: <c>C = requantise(A * B + bias)</c> with a packed B. The sums of
/// a tile go through a small buffer to the requantisation, which then has the registers to itself.
/// </summary>
internal static class IntegerProduct<TSimd, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 6;

    // Half of a first-level cache of 32 KB for the block of A, the rest for a panel of B and the results.
    private const int BlockInts = 4096;

    /// <summary>Rows of A that are widened and multiplied at a time.</summary>
    public static int BlockRows(PackedPairs b) => Math.Max(1, BlockInts / b.Pairs / TileRows) * TileRows;

    /// <summary>Bytes of working memory for the widened rows.</summary>
    public static int ScratchBytes(PackedPairs b) => checked(BlockRows(b) * b.Pairs * sizeof(int));

    /// <summary>Multiplies at most <see cref="BlockRows"/> rows.</summary>
    /// <param name="a">Rows of <c>2 * B.Pairs</c> elements, one behind the other.</param>
    /// <param name="b">The weights.</param>
    /// <param name="c">Receives <c>rows * B.Outputs</c> elements.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="scratch">Working memory: <see cref="ScratchBytes"/>.</param>
    public static void MultiplyBlock(ReadOnlySpan<sbyte> a, PackedPairs b, Span<sbyte> c, int rows, Span<byte> scratch)
    {
        // The tiles below do not check bounds; these slices do.
        var widened = MemoryMarshal.Cast<byte, int>(scratch)[..(rows * b.Pairs)];
        c = c[..(rows * b.Outputs)];
        Widen(a[..(rows * b.Pairs * 2)], MemoryMarshal.Cast<int, short>(widened));

        Span<int> sums = stackalloc int[TileRows * 2 * TSimd.Width];
        Span<sbyte> edge = stackalloc sbyte[2 * TSimd.Width];
        var requantisation = b.Requantisation;
        for (var column = 0; column < b.PaddedOutputs; column += 2 * TSimd.Width)
        {
            ref var panel = ref MemoryMarshal.GetReference(b.Panel(column));
            ref var bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(requantisation.Bias), column);
            var valid = Math.Min(b.Outputs - column, 2 * TSimd.Width);
            for (var row = 0; row < rows;)
            {
                ref var left = ref Unsafe.Add(ref MemoryMarshal.GetReference(widened), (nint)row * b.Pairs);
                var done = rows - row >= TileRows ? TileRows : 1;
                if (done == TileRows)
                    Tile6X2(ref left, b.Pairs, ref panel, ref bias, ref sums[0]);
                else
                    Tile1X2(ref left, b.Pairs, ref panel, ref bias, ref sums[0]);

                var results = c[((row * b.Outputs) + column)..];
                if (valid == 2 * TSimd.Width)
                {
                    Requantise(sums, requantisation, column, results, done, b.Outputs);
                }
                else
                {
                    for (var r = 0; r < done; r++)
                    {
                        Requantise(sums[(r * 2 * TSimd.Width)..], requantisation, column, edge, 1, 0);
                        edge[..valid].CopyTo(results[(r * b.Outputs)..]);
                    }
                }

                row += done;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<sbyte> from, Span<short> to)
    {
        var i = 0;
        for (; i + Vector<sbyte>.Count <= from.Length; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(from[i..]), out var low, out var high);
            low.CopyTo(to[i..]);
            high.CopyTo(to[(i + Vector<short>.Count)..]);
        }

        for (; i < from.Length; i++) to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Requantise(
        ReadOnlySpan<int> sums, PackedRequantisation requantisation, int column, Span<sbyte> results, int rows, int stride)
    {
        nint width = TSimd.Width;
        var (first, second) = (
            new FixedPoint<TSimd, TVector>(requantisation, column), new FixedPoint<TSimd, TVector>(requantisation, column + width));
        var zeroPoint = TSimd.Broadcast(requantisation.ZeroPoint);
        var minimum = TSimd.Broadcast(requantisation.Minimum);
        var maximum = TSimd.Broadcast(requantisation.Maximum);
        _ = sums[(rows * 2 * TSimd.Width) - 1];
        _ = results[((rows - 1) * stride) + (2 * TSimd.Width) - 1];
        ref var from = ref MemoryMarshal.GetReference(sums);
        ref var to = ref MemoryMarshal.GetReference(results);
        for (var row = 0; row < rows; row++)
        {
            var left = TSimd.Add(first.Apply(TSimd.Load(ref from)), zeroPoint);
            var right = TSimd.Add(second.Apply(TSimd.Load(ref Unsafe.Add(ref from, width))), zeroPoint);
            TSimd.Store(TSimd.Clamp(left, minimum, maximum), ref to);
            TSimd.Store(TSimd.Clamp(right, minimum, maximum), ref Unsafe.Add(ref to, width));
            from = ref Unsafe.Add(ref from, 2 * width);
            to = ref Unsafe.Add(ref to, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6X2(ref int a, nint pairs, ref int panel, ref int bias, ref int c)
    {
        nint width = TSimd.Width;
        ref var a1 = ref Unsafe.Add(ref a, pairs);
        ref var a2 = ref Unsafe.Add(ref a1, pairs);
        ref var a3 = ref Unsafe.Add(ref a2, pairs);
        ref var a4 = ref Unsafe.Add(ref a3, pairs);
        ref var a5 = ref Unsafe.Add(ref a4, pairs);
        TVector c00, c10, c20, c30, c40, c50, c01, c11, c21, c31, c41, c51;
        c00 = c10 = c20 = c30 = c40 = c50 = TSimd.Load(ref bias);
        c01 = c11 = c21 = c31 = c41 = c51 = TSimd.Load(ref Unsafe.Add(ref bias, width));
        for (nint i = 0; i < pairs; i++)
        {
            var b0 = TSimd.Load(ref panel);
            var b1 = TSimd.Load(ref Unsafe.Add(ref panel, width));
            panel = ref Unsafe.Add(ref panel, 2 * width);
            var x = TSimd.Broadcast(Unsafe.Add(ref a, i));
            c00 = TSimd.MultiplyAddPairs(x, b0, c00);
            c01 = TSimd.MultiplyAddPairs(x, b1, c01);
            x = TSimd.Broadcast(Unsafe.Add(ref a1, i));
            c10 = TSimd.MultiplyAddPairs(x, b0, c10);
            c11 = TSimd.MultiplyAddPairs(x, b1, c11);
            x = TSimd.Broadcast(Unsafe.Add(ref a2, i));
            c20 = TSimd.MultiplyAddPairs(x, b0, c20);
            c21 = TSimd.MultiplyAddPairs(x, b1, c21);
            x = TSimd.Broadcast(Unsafe.Add(ref a3, i));
            c30 = TSimd.MultiplyAddPairs(x, b0, c30);
            c31 = TSimd.MultiplyAddPairs(x, b1, c31);
            x = TSimd.Broadcast(Unsafe.Add(ref a4, i));
            c40 = TSimd.MultiplyAddPairs(x, b0, c40);
            c41 = TSimd.MultiplyAddPairs(x, b1, c41);
            x = TSimd.Broadcast(Unsafe.Add(ref a5, i));
            c50 = TSimd.MultiplyAddPairs(x, b0, c50);
            c51 = TSimd.MultiplyAddPairs(x, b1, c51);
        }

        StoreRow(c00, c01, ref c);
        StoreRow(c10, c11, ref Unsafe.Add(ref c, 2 * width));
        StoreRow(c20, c21, ref Unsafe.Add(ref c, 4 * width));
        StoreRow(c30, c31, ref Unsafe.Add(ref c, 6 * width));
        StoreRow(c40, c41, ref Unsafe.Add(ref c, 8 * width));
        StoreRow(c50, c51, ref Unsafe.Add(ref c, 10 * width));
    }

    /// <summary>One row by two vectors: what is left of a block, and fully connected layers of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1X2(ref int a, nint pairs, ref int panel, ref int bias, ref int c)
    {
        nint width = TSimd.Width;

        // Even and odd pairs have sums of their own, so that one addition does not wait for the one before.
        TVector even0, even1, odd0, odd1;
        even0 = TSimd.Load(ref bias);
        even1 = TSimd.Load(ref Unsafe.Add(ref bias, width));
        odd0 = odd1 = TSimd.Broadcast(0);
        nint i = 0;
        for (; i + 1 < pairs; i += 2)
        {
            var x = TSimd.Broadcast(Unsafe.Add(ref a, i));
            even0 = TSimd.MultiplyAddPairs(x, TSimd.Load(ref panel), even0);
            even1 = TSimd.MultiplyAddPairs(x, TSimd.Load(ref Unsafe.Add(ref panel, width)), even1);
            x = TSimd.Broadcast(Unsafe.Add(ref a, i + 1));
            odd0 = TSimd.MultiplyAddPairs(x, TSimd.Load(ref Unsafe.Add(ref panel, 2 * width)), odd0);
            odd1 = TSimd.MultiplyAddPairs(x, TSimd.Load(ref Unsafe.Add(ref panel, 3 * width)), odd1);
            panel = ref Unsafe.Add(ref panel, 4 * width);
        }

        if (i < pairs)
        {
            var x = TSimd.Broadcast(Unsafe.Add(ref a, i));
            even0 = TSimd.MultiplyAddPairs(x, TSimd.Load(ref panel), even0);
            even1 = TSimd.MultiplyAddPairs(x, TSimd.Load(ref Unsafe.Add(ref panel, width)), even1);
        }

        StoreRow(TSimd.Add(even0, odd0), TSimd.Add(even1, odd1), ref c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(TVector first, TVector second, ref int c)
    {
        TSimd.Store(first, ref c);
        TSimd.Store(second, ref Unsafe.Add(ref c, TSimd.Width));
    }
}
