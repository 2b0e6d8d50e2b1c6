using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowerModel.Runtime.Inference.Kernels.Hybrid;

/// <summary>
/// How a "hybrid" layer (float input and int8 kernel, used by dynamic-range models) rounds its input while the model runs. Source:
/// TensorFlow Lite's AsymmetricQuantizeFloats and SymmetricQuantizeFloats; the numbers are the same.
/// </summary>
/// <param name="Scale">The real value of one stored step.</param>
/// <param name="Inverse">The factor that real numbers are multiplied by; not always the float closest to <c>1 / Scale</c>.</param>
/// <param name="ZeroPoint">The stored value of 0.</param>
/// <param name="Lowest">The lowest stored value: -128, or -127 for a symmetric range. The highest is 127.</param>
internal readonly record struct HybridRounding(float Scale, float Inverse, int ZeroPoint, int Lowest)
{
    /// <summary>Returns the rounding for a range that is symmetric about 0.</summary>
    public static HybridRounding Symmetric(ReadOnlySpan<float> values)
    {
        var (minimum, maximum) = Range(values);
        var range = Math.Max(-minimum, maximum);
        return range == 0 ? new(1, 1, 0, -sbyte.MaxValue) : new(range / sbyte.MaxValue, sbyte.MaxValue / range, 0, -sbyte.MaxValue);
    }

    /// <summary>Returns the rounding, with a zero point, for the range of the values and 0.</summary>
    public static HybridRounding Asymmetric(ReadOnlySpan<float> values)
    {
        var (minimum, maximum) = Range(values);
        if (minimum == maximum) return new(1, 1, 0, sbyte.MinValue);
        var scale = ((double)maximum - minimum) / byte.MaxValue;

        // Of the two ways to compute the zero point, uses the one that loses fewer digits.
        var isLowEndNearer = -sbyte.MinValue + Math.Abs(minimum / scale) < sbyte.MaxValue + Math.Abs(maximum / scale);
        var zeroPoint = isLowEndNearer ? sbyte.MinValue - (minimum / scale) : sbyte.MaxValue - (maximum / scale);
        var nudged = (int)Math.Clamp(Math.Round(zeroPoint, MidpointRounding.AwayFromZero), sbyte.MinValue, sbyte.MaxValue);
        return new((float)scale, 1 / (float)scale, nudged, sbyte.MinValue);
    }

    /// <summary>Computes stored integers minus the zero point; times <see cref="Scale"/>, they are the rounded real numbers.</summary>
    /// <param name="values">Real numbers.</param>
    /// <param name="rounded">Receives one whole number per value, -255 to 255.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<float> values, Span<float> rounded)
    {
        rounded = rounded[..values.Length];
        var inverse = new Vector<float>(Inverse);
        var (zero, lowest, highest) = (new Vector<float>(ZeroPoint), new Vector<float>(Lowest), new Vector<float>(sbyte.MaxValue));
        var blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        var results = MemoryMarshal.Cast<float, Vector<float>>(rounded);
        for (var block = 0; block < blocks.Length; block++)
        {
            var stored = AwayFromZero((blocks[block] * inverse) + zero);
            results[block] = Vector.Min(Vector.Max(stored, lowest), highest) - zero;
        }

        for (var i = blocks.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var stored = MathF.Round((values[i] * Inverse) + ZeroPoint, MidpointRounding.AwayFromZero);
            rounded[i] = Math.Min(Math.Max(stored, Lowest), sbyte.MaxValue) - ZeroPoint;
        }
    }

    /// <summary>
    /// Rounds to nearest, halves away from zero, for magnitudes below 2^22. It adds the largest float below one half: adding one half
    /// itself would round that float up to 1. Halves are still rounded up, because the sum is rounded to even.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> AwayFromZero(Vector<float> value)
    {
        var magnitude = Vector.Floor(Vector.Abs(value) + new Vector<float>(0.49999997f));
        return magnitude | (value & new Vector<float>(-0f));
    }

    /// <summary>Returns the smallest range that contains the values and 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Minimum, float Maximum) Range(ReadOnlySpan<float> values)
    {
        var (min, max) = (Vector<float>.Zero, Vector<float>.Zero);
        var blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (var block in blocks)
        {
            min = Vector.Min(min, block);
            max = Vector.Max(max, block);
        }

        var (minimum, maximum) = (0f, 0f);
        for (var lane = 0; lane < Vector<float>.Count; lane++) (minimum, maximum) = (Math.Min(minimum, min[lane]), Math.Max(maximum, max[lane]));
        for (var i = blocks.Length * Vector<float>.Count; i < values.Length; i++) (minimum, maximum) = (Math.Min(minimum, values[i]), Math.Max(maximum, values[i]));
        return (minimum, maximum);
    }
}
