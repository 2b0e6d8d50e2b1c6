using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Rounds floats to bytes, 16 at a time.</summary>
internal static class VectorizedQuantization
{
    private const int Step = 16;

    /// <summary>Quantizes all complete vectors and returns the number of elements processed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Quantize(ReadOnlySpan<float> real, float scale, int zeroPoint, int lowest, Span<byte> stored)
    {
        var divisor = Vector256.Create((double)scale);
        var zero = Vector256.Create(zeroPoint);
        var minimum = Vector256.Create((double)(lowest - zeroPoint));
        var maximum = Vector256.Create((double)(lowest + byte.MaxValue - zeroPoint));
        stored = stored[..real.Length];
        ref var from = ref MemoryMarshal.GetReference(real);
        ref var to = ref MemoryMarshal.GetReference(stored);
        var i = 0;
        for (; i + Step <= real.Length; i += Step)
        {
            var low = Divide(Vector256.LoadUnsafe(ref from, (nuint)i), divisor, minimum, maximum) + zero;
            var high = Divide(Vector256.LoadUnsafe(ref from, (nuint)i + 8), divisor, minimum, maximum) + zero;
            var words = Vector256.Narrow(low, high);
            Vector128.Narrow(words.GetLower(), words.GetUpper()).AsByte().StoreUnsafe(ref to, (nuint)i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Divide(Vector256<float> real, Vector256<double> divisor, Vector256<double> minimum, Vector256<double> maximum)
    {
        var (low, high) = Vector256.Widen(real);
        return Vector256.ConvertToInt32(Vector256.Narrow(Round(low / divisor, minimum, maximum), Round(high / divisor, minimum, maximum)));
    }

    /// <summary>Rounds to nearest, halves away from zero. Clamping first changes nothing, because the bounds are whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Round(Vector256<double> value, Vector256<double> minimum, Vector256<double> maximum)
    {
        var number = Vector256.ConditionalSelect(Vector256.Equals(value, value), value, Vector256<double>.Zero);
        var limited = Vector256.Min(Vector256.Max(number, minimum), maximum);
        var magnitude = Vector256.Abs(limited);
        var whole = Vector256.Floor(magnitude);
        var up = Vector256.GreaterThanOrEqual(magnitude - whole, Vector256.Create(0.5));
        return (whole + (up & Vector256<double>.One)) | (limited & Vector256.Create(-0.0));
    }
}
