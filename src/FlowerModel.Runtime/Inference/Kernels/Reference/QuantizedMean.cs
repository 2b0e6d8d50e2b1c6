using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>MEAN of int8 elements: converts a sum of stored integers to a stored mean.</summary>
internal static class QuantizedMean
{
    private const int PixelsPerWord = 256;

    /// <summary>Returns the rule for the given scales and zero points, computed in floats as in TFLite (QuantizedMeanOrSum).</summary>
    /// <param name="input">The scale and zero point of the input.</param>
    /// <param name="result">The scale and zero point of the mean.</param>
    /// <param name="count">The number of elements per mean.</param>
    public static Func<int, sbyte> Rule((float Scale, int ZeroPoint) input, (float Scale, int ZeroPoint) result, int count)
    {
        var scale = input.Scale / result.Scale;
        var bias = -input.ZeroPoint * scale;
        return sum =>
        {
            var mean = MathF.Round(((float)sum / count * scale) + bias, MidpointRounding.AwayFromZero);
            return (sbyte)Math.Clamp(mean + result.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        };
    }

    /// <summary>
    /// Returns the rule for means over height and width whose dimensions are kept, which TFLite computes in fixed point
    /// (reference_integer_ops::Mean): the sum is requantized and rounded before it is divided.
    /// </summary>
    /// <param name="input">The scale and zero point of the input.</param>
    /// <param name="result">The scale and zero point of the mean.</param>
    /// <param name="count">The number of elements per mean.</param>
    public static Func<int, sbyte> FixedPointRule((float Scale, int ZeroPoint) input, (float Scale, int ZeroPoint) result, int count)
    {
        var factor = new QuantizedMultiplier((double)input.Scale / result.Scale);
        return sum =>
        {
            var scaled = (long)factor.Apply(sum - (count * input.ZeroPoint));
            var mean = (scaled > 0 ? scaled + (count / 2) : scaled - (count / 2)) / count;
            return (sbyte)Math.Clamp(mean + result.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        };
    }

    /// <summary>
    /// Returns the rule for means over height and width of elements that are uint8 in the file (reference_ops::Mean for uint8): the zero points are
    /// rounded on their own, and the sum is divided and requantized in one step.
    /// </summary>
    /// <param name="input">The scale and zero point of the input.</param>
    /// <param name="result">The scale and zero point of the mean.</param>
    /// <param name="count">The number of elements per mean.</param>
    public static Func<int, sbyte> UnsignedFixedPointRule((float Scale, int ZeroPoint) input, (float Scale, int ZeroPoint) result, int count)
    {
        var zero = (input.ZeroPoint + SignedBytes.Offset) * input.Scale / result.Scale;
        var bias = result.ZeroPoint - (int)(zero > 0 ? zero + 0.5f : zero - 0.5f);
        var factor = new QuantizedMultiplier(input.Scale / (count * result.Scale));
        return sum => (sbyte)Math.Clamp(factor.Apply(sum + (count * SignedBytes.Offset)) + bias, sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>
    /// Returns the rule for other means whose input and result have the same scale and zero point (reference_ops::Mean): the remainder of the
    /// division is dropped.
    /// </summary>
    /// <param name="count">The number of elements per mean.</param>
    /// <param name="offset">What is subtracted from the elements that the file stores: 128 for uint8, 0 for int8.</param>
    public static Func<int, sbyte> Truncation(int count, int offset) => sum => (sbyte)(((sum + (count * offset)) / count) - offset);

    /// <summary>Computes sums over height and width, one per image and channel.</summary>
    /// <param name="input">Images with <paramref name="pixels"/> pixels and <paramref name="channels"/> channels each.</param>
    /// <param name="pixels">Height times width.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="sums">Receives the sums.</param>
    public static void SpatialSums(ReadOnlySpan<sbyte> input, int pixels, int channels, Span<int> sums)
    {
        sums.Clear();
        for (; !input.IsEmpty; input = input[(pixels * channels)..], sums = sums[channels..])
        {
            var c = 0;
            for (; c + Vector<sbyte>.Count <= channels; c += Vector<sbyte>.Count) AddColumns(input, pixels, channels, c, sums);
            for (; c < channels; c++)
            {
                for (var p = 0; p < pixels; p++) sums[c] += input[(p * channels) + c];
            }
        }
    }

    /// <summary>Adds as many channels as there are bytes in a vector. 16 bits hold the sums of <see cref="PixelsPerWord"/> pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumns(ReadOnlySpan<sbyte> input, int pixels, int channels, int channel, Span<int> sums)
    {
        for (int start = 0, end; start < pixels; start = end)
        {
            end = Math.Min(start + PixelsPerWord, pixels);
            var (low, high) = (Vector<short>.Zero, Vector<short>.Zero);
            for (var p = start; p < end; p++)
            {
                Vector.Widen(MemoryMarshal.Read<Vector<sbyte>>(MemoryMarshal.AsBytes(input[((p * channels) + channel)..])), out var first, out var second);
                low += first;
                high += second;
            }

            for (var i = 0; i < Vector<short>.Count; i++)
            {
                sums[channel + i] += low[i];
                sums[channel + Vector<short>.Count + i] += high[i];
            }
        }
    }
}
