using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// The int8 counterpart of <see cref="MatrixProduct{TSimd, TVector}"/>: <c>C = requantize(A * B + bias)</c> with a packed B. The sums of
/// a tile are passed to the requantization in a small buffer, so that it can use all registers.
/// </summary>
internal static class IntegerProduct<TSimd, TVector, TGroups, TRequantizer>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TGroups : struct, IInputGroups<TVector>
    where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
{
    /// <summary>The number of rows of a tile.</summary>
    public const int TileRows = 6;

    // The grouped block of A takes 96 KB of the second-level cache, where it waits for each panel of B, of which each block reads all.
    private const int BlockInts = 24 << 10;

    /// <summary>Returns the number of rows of A that are grouped and multiplied at a time, at most <paramref name="rows"/>.</summary>
    public static int BlockRows(PackedGroups b, int rows) =>
        Math.Min(Math.Max(1, BlockInts / b.Groups / TileRows) * TileRows, Math.Max(1, rows));

    /// <summary>Returns the working memory for the grouped rows, in bytes.</summary>
    public static int ScratchBytes(PackedGroups b, int rows) => checked(BlockRows(b, rows) * b.Groups * sizeof(int));

    /// <summary>Multiplies at most <see cref="BlockRows"/> rows.</summary>
    /// <param name="a">Contiguous rows of <c>TGroups.Size * B.Groups</c> elements.</param>
    /// <param name="b">The weights.</param>
    /// <param name="c">Receives <c>rows * B.Outputs</c> elements.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="scratch">Working memory: <see cref="ScratchBytes"/> bytes.</param>
    public static void MultiplyBlock(ReadOnlySpan<sbyte> a, PackedGroups b, Span<sbyte> c, int rows, Span<byte> scratch)
    {
        // The tiles below do not check bounds, so these slices do.
        var grouped = MemoryMarshal.Cast<byte, int>(scratch)[..(rows * b.Groups)];
        c = c[..(rows * b.Outputs)];
        TGroups.Group(a[..(rows * b.Groups * TGroups.Size)], grouped);

        Span<int> sums = stackalloc int[TileRows * 2 * TSimd.Width];
        Span<sbyte> edge = stackalloc sbyte[TileRows * 2 * TSimd.Width];
        var requantization = b.Requantization;
        for (var column = 0; column < b.PaddedOutputs; column += 2 * TSimd.Width)
        {
            var width = b.PanelWidth(column);
            ref var panel = ref MemoryMarshal.GetReference(b.Panel(column));
            ref var bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(requantization.Bias), column);
            var valid = Math.Min(b.Outputs - column, width);
            for (var row = 0; row < rows;)
            {
                ref var left = ref Unsafe.Add(ref MemoryMarshal.GetReference(grouped), (nint)row * b.Groups);
                var done = rows - row >= TileRows ? TileRows : 1;
                if (done == 1)
                    Tile1(ref left, b.Groups, ref panel, ref bias, width, ref sums[0]);
                else if (width > TSimd.Width)
                    Tile6X2(ref left, b.Groups, ref panel, ref bias, ref sums[0]);
                else
                    Tile6X1(ref left, b.Groups, ref panel, ref bias, ref sums[0]);

                // The last columns of the last panel may be padding; such tiles use a buffer.
                var results = c[((row * b.Outputs) + column)..];
                if (valid == width)
                {
                    Requantize(sums, requantization, column, width, results, done, b.Outputs);
                }
                else
                {
                    Requantize(sums, requantization, column, width, edge, done, width);
                    for (var r = 0; r < done; r++) edge.Slice(r * width, valid).CopyTo(results[(r * b.Outputs)..]);
                }

                row += done;
            }
        }
    }

    /// <param name="sums">Rows of <paramref name="width"/> sums.</param>
    /// <param name="requantization">The factors of all columns.</param>
    /// <param name="column">The first of these columns.</param>
    /// <param name="width">The width of one or two vectors.</param>
    /// <param name="results">Receives <paramref name="width"/> results per row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="stride">The distance from one row of results to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Requantize(
        ReadOnlySpan<int> sums, PackedRequantization requantization, int column, int width, Span<sbyte> results, int rows, int stride)
    {
        _ = sums[(rows * width) - 1];
        _ = results[((rows - 1) * stride) + width - 1];
        ref var from = ref MemoryMarshal.GetReference(sums);
        ref var to = ref MemoryMarshal.GetReference(results);
        var first = TRequantizer.At(requantization, column);
        if (width == TSimd.Width)
        {
            var (lowest, highest) = (TSimd.Broadcast(requantization.Minimum), TSimd.Broadcast(requantization.Maximum));
            for (; rows > 0; rows--)
            {
                TSimd.Store(TSimd.Clamp(first.Apply(TSimd.Load(ref from)), lowest, highest), ref to);
                from = ref Unsafe.Add(ref from, width);
                to = ref Unsafe.Add(ref to, stride);
            }

            return;
        }

        var second = TRequantizer.At(requantization, column + TSimd.Width);
        var (minimum, maximum) = (TSimd.Broadcast(requantization.MinimumBytes), TSimd.Broadcast(requantization.MaximumBytes));
        for (; rows > 0; rows--)
        {
            TSimd.Store(
                first.Apply(TSimd.Load(ref from)), second.Apply(TSimd.Load(ref Unsafe.Add(ref from, TSimd.Width))), minimum, maximum, ref to);
            from = ref Unsafe.Add(ref from, width);
            to = ref Unsafe.Add(ref to, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6X2(ref int a, nint groups, ref int panel, ref int bias, ref int c)
    {
        nint width = TSimd.Width;
        ref var a1 = ref Unsafe.Add(ref a, groups);
        ref var a2 = ref Unsafe.Add(ref a1, groups);
        ref var a3 = ref Unsafe.Add(ref a2, groups);
        ref var a4 = ref Unsafe.Add(ref a3, groups);
        ref var a5 = ref Unsafe.Add(ref a4, groups);
        TVector c00, c10, c20, c30, c40, c50, c01, c11, c21, c31, c41, c51;
        c00 = c10 = c20 = c30 = c40 = c50 = TSimd.Load(ref bias);
        c01 = c11 = c21 = c31 = c41 = c51 = TSimd.Load(ref Unsafe.Add(ref bias, width));
        for (nint i = 0; i < groups; i++)
        {
            var b0 = TSimd.Load(ref panel);
            var b1 = TSimd.Load(ref Unsafe.Add(ref panel, width));
            panel = ref Unsafe.Add(ref panel, 2 * width);
            var x = TSimd.Broadcast(Unsafe.Add(ref a, i));
            c00 = TGroups.MultiplyAdd(x, b0, c00);
            c01 = TGroups.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(Unsafe.Add(ref a1, i));
            c10 = TGroups.MultiplyAdd(x, b0, c10);
            c11 = TGroups.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(Unsafe.Add(ref a2, i));
            c20 = TGroups.MultiplyAdd(x, b0, c20);
            c21 = TGroups.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(Unsafe.Add(ref a3, i));
            c30 = TGroups.MultiplyAdd(x, b0, c30);
            c31 = TGroups.MultiplyAdd(x, b1, c31);
            x = TSimd.Broadcast(Unsafe.Add(ref a4, i));
            c40 = TGroups.MultiplyAdd(x, b0, c40);
            c41 = TGroups.MultiplyAdd(x, b1, c41);
            x = TSimd.Broadcast(Unsafe.Add(ref a5, i));
            c50 = TGroups.MultiplyAdd(x, b0, c50);
            c51 = TGroups.MultiplyAdd(x, b1, c51);
        }

        StoreRow(c00, c01, ref c);
        StoreRow(c10, c11, ref Unsafe.Add(ref c, 2 * width));
        StoreRow(c20, c21, ref Unsafe.Add(ref c, 4 * width));
        StoreRow(c30, c31, ref Unsafe.Add(ref c, 6 * width));
        StoreRow(c40, c41, ref Unsafe.Add(ref c, 8 * width));
        StoreRow(c50, c51, ref Unsafe.Add(ref c, 10 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6X1(ref int a, nint groups, ref int panel, ref int bias, ref int c)
    {
        nint width = TSimd.Width;
        ref var a1 = ref Unsafe.Add(ref a, groups);
        ref var a2 = ref Unsafe.Add(ref a1, groups);
        ref var a3 = ref Unsafe.Add(ref a2, groups);
        ref var a4 = ref Unsafe.Add(ref a3, groups);
        ref var a5 = ref Unsafe.Add(ref a4, groups);
        TVector c0, c1, c2, c3, c4, c5;
        c0 = c1 = c2 = c3 = c4 = c5 = TSimd.Load(ref bias);
        for (nint i = 0; i < groups; i++)
        {
            var b = TSimd.Load(ref Unsafe.Add(ref panel, i * width));
            c0 = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a, i)), b, c0);
            c1 = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a1, i)), b, c1);
            c2 = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a2, i)), b, c2);
            c3 = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a3, i)), b, c3);
            c4 = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a4, i)), b, c4);
            c5 = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a5, i)), b, c5);
        }

        StoreRow(c0, c1, ref c);
        StoreRow(c2, c3, ref Unsafe.Add(ref c, 2 * width));
        StoreRow(c4, c5, ref Unsafe.Add(ref c, 4 * width));
    }

    /// <summary>Computes one row by one or two vectors: the rest of a block, and fully connected layers with one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(ref int a, nint groups, ref int panel, ref int bias, nint panelWidth, ref int c)
    {
        nint width = TSimd.Width;
        for (nint column = 0; column < panelWidth; column += width)
        {
            // Even and odd groups have separate sums, so that an addition does not wait for the previous one.
            var even = TSimd.Load(ref Unsafe.Add(ref bias, column));
            var odd = TSimd.Broadcast(0);
            ref var weights = ref Unsafe.Add(ref panel, column);
            nint i = 0;
            for (; i + 1 < groups; i += 2)
            {
                even = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a, i)), TSimd.Load(ref weights), even);
                odd = TGroups.MultiplyAdd(
                    TSimd.Broadcast(Unsafe.Add(ref a, i + 1)), TSimd.Load(ref Unsafe.Add(ref weights, panelWidth)), odd);
                weights = ref Unsafe.Add(ref weights, 2 * panelWidth);
            }

            if (i < groups) even = TGroups.MultiplyAdd(TSimd.Broadcast(Unsafe.Add(ref a, i)), TSimd.Load(ref weights), even);
            TSimd.Store(TSimd.Add(even, odd), ref Unsafe.Add(ref c, column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(TVector first, TVector second, ref int c)
    {
        TSimd.Store(first, ref c);
        TSimd.Store(second, ref Unsafe.Add(ref c, TSimd.Width));
    }
}
