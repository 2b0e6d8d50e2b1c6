using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// Positions of an int8 depthwise convolution at which all columns of a 3x3 kernel lie inside the image, for one block of channels.
/// </summary>
/// <remarks>
/// Pairs of taps are chosen so that positions side by side share them: the upper two rows of each column of the kernel, and neighbors in its last row.
/// </remarks>
internal static unsafe class IntegerNineTaps<TSimd, TVector, TRequantizer>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
{
    /// <summary>The pairs of taps; -1 is a weight of zero.</summary>
    public static (int First, int Second)[] Pairs { get; } = [(0, 3), (1, 4), (2, 5), (6, 7), (-1, 8)];

    /// <summary>Computes positions.</summary>
    /// <param name="taps">The weights, in <see cref="Pairs"/>.</param>
    /// <param name="block">The block of channels.</param>
    /// <param name="grid">The positions.</param>
    /// <param name="top">The first position's input in the kernel's first row, at channel 0.</param>
    /// <param name="middle">The same in the second row.</param>
    /// <param name="bottom">The same in the third row.</param>
    /// <param name="target">The first position's result, at channel 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(PackedTaps taps, int block, in DepthwiseGrid grid, sbyte* top, sbyte* middle, sbyte* bottom, sbyte* target)
    {
        nint width = TSimd.Width;
        ref var pairs = ref MemoryMarshal.GetReference(taps.Block(block));
        var (low0, high0) = (TSimd.Load(ref pairs), TSimd.Load(ref Unsafe.Add(ref pairs, width)));
        var (low1, high1) = (TSimd.Load(ref Unsafe.Add(ref pairs, 2 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 3 * width)));
        var (low2, high2) = (TSimd.Load(ref Unsafe.Add(ref pairs, 4 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 5 * width)));
        var (low3, high3) = (TSimd.Load(ref Unsafe.Add(ref pairs, 6 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 7 * width)));
        var (low4, high4) = (TSimd.Load(ref Unsafe.Add(ref pairs, 8 * width)), TSimd.Load(ref Unsafe.Add(ref pairs, 9 * width)));
        var results = new DepthwiseResults<TSimd, TVector, TRequantizer>(taps, block);
        nint channel = taps.FirstChannel(block);
        var (right, step, resultStep) = (grid.Right, grid.Step, grid.ResultStep);
        nint row = channel, to = channel;
        for (var y = 0; y < grid.Rows; y++, row += grid.RowStep, to += grid.ResultRowStep)
        {
            var end = to + (grid.Columns * resultStep);
            if (step != right)
            {
                for (nint at = row, result = to; result < end; at += step, result += resultStep)
                {
                    var left = Column(top, middle, at);
                    var center = Column(top, middle, at + right);
                    var last = Column(top, middle, at + (2 * right));
                    var (b0, b1, b2) = (Words(bottom + at), Words(bottom + at + right), Words(bottom + at + (2 * right)));
                    var low = TSimd.MultiplyAddPairs(left.Low, low0, results.LowBias);
                    var high = TSimd.MultiplyAddPairs(left.High, high0, results.HighBias);
                    low = TSimd.MultiplyAddPairs(center.Low, low1, low);
                    high = TSimd.MultiplyAddPairs(center.High, high1, high);
                    low = TSimd.MultiplyAddPairs(last.Low, low2, low);
                    high = TSimd.MultiplyAddPairs(last.High, high2, high);
                    low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(b0, b1), low3, low);
                    high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(b0, b1), high3, high);
                    low = TSimd.MultiplyAddPairs(TSimd.InterleaveLow(b1, b2), low4, low);
                    high = TSimd.MultiplyAddPairs(TSimd.InterleaveHigh(b1, b2), high4, high);
                    results.Store(low, high, target + result);
                }

                continue;
            }

            var (leftLow, leftHigh) = Column(top, middle, row);
            var (centerLow, centerHigh) = Column(top, middle, row + right);
            var current = Words(bottom + row + right);
            var (belowLow, belowHigh) = (TSimd.InterleaveLow(Words(bottom + row), current), TSimd.InterleaveHigh(Words(bottom + row), current));
            for (nint at = row + (2 * right), result = to; result < end; at += step, result += resultStep)
            {
                var (lastLow, lastHigh) = Column(top, middle, at);
                var next = Words(bottom + at);
                var (nextLow, nextHigh) = (TSimd.InterleaveLow(current, next), TSimd.InterleaveHigh(current, next));
                var low = TSimd.MultiplyAddPairs(leftLow, low0, results.LowBias);
                var high = TSimd.MultiplyAddPairs(leftHigh, high0, results.HighBias);
                low = TSimd.MultiplyAddPairs(centerLow, low1, low);
                high = TSimd.MultiplyAddPairs(centerHigh, high1, high);
                low = TSimd.MultiplyAddPairs(lastLow, low2, low);
                high = TSimd.MultiplyAddPairs(lastHigh, high2, high);
                low = TSimd.MultiplyAddPairs(belowLow, low3, low);
                high = TSimd.MultiplyAddPairs(belowHigh, high3, high);
                low = TSimd.MultiplyAddPairs(nextLow, low4, low);
                high = TSimd.MultiplyAddPairs(nextHigh, high4, high);
                results.Store(low, high, target + result);
                (leftLow, leftHigh, centerLow, centerHigh) = (centerLow, centerHigh, lastLow, lastHigh);
                (belowLow, belowHigh, current) = (nextLow, nextHigh, next);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Low, TVector High) Column(sbyte* top, sbyte* middle, nint at)
    {
        var (one, two) = (Words(top + at), Words(middle + at));
        return (TSimd.InterleaveLow(one, two), TSimd.InterleaveHigh(one, two));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Words(sbyte* source) => TSimd.LoadWords(ref *source);
}
