using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Rounds floats to bytes, 16 at a time.</summary>
/// <remarks>
/// The quotient of two floats that lies within the range of a byte, but is not exactly half an integer, is at least 2^-25 away from it: in
/// <c>|2a - (2k + 1)b| / 2b</c> the numerator is a multiple of half the last place of b. So a product with the reciprocal in doubles, whose error is far smaller, is
/// rounded like the quotient if halves are moved away from zero by something in between.
/// </remarks>
internal static class VectorizedQuantization
{
    private const int Step = 16;
    private const double Half = 0.5 + 1e-10;

    /// <summary>Quantizes all complete vectors and returns the number of elements processed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Quantize(ReadOnlySpan<float> real, float scale, int zeroPoint, int lowest, Span<byte> stored)
    {
        var factor = Vector256.Create(1 / (double)scale);
        var zero = Vector256.Create(zeroPoint);
        var minimum = Vector256.Create((double)(lowest - zeroPoint));
        var maximum = Vector256.Create((double)(lowest + byte.MaxValue - zeroPoint));
        stored = stored[..real.Length];
        ref var from = ref MemoryMarshal.GetReference(real);
        ref var to = ref MemoryMarshal.GetReference(stored);
        var i = 0;
        for (; i + Step <= real.Length; i += Step)
        {
            var low = Round(Vector256.LoadUnsafe(ref from, (nuint)i), factor, minimum, maximum) + zero;
            var high = Round(Vector256.LoadUnsafe(ref from, (nuint)i + 8), factor, minimum, maximum) + zero;
            var words = Vector256.Narrow(low, high);
            Vector128.Narrow(words.GetLower(), words.GetUpper()).AsByte().StoreUnsafe(ref to, (nuint)i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> real, Vector256<double> factor, Vector256<double> minimum, Vector256<double> maximum)
    {
        var (low, high) = Vector256.Widen(real);
        return Vector256.Create(Round(low * factor, minimum, maximum), Round(high * factor, minimum, maximum));
    }

    /// <summary>Rounds to nearest, halves away from zero. Clamping first changes nothing, because the bounds are whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(Vector256<double> value, Vector256<double> minimum, Vector256<double> maximum)
    {
        var number = value & Vector256.Equals(value, value);
        var limited = Avx.IsSupported
            ? Avx.Min(Avx.Max(number, minimum), maximum)
            : Vector256.Min(Vector256.Max(number, minimum), maximum);
        return Truncate(limited + (Vector256.Create(Half) | (limited & Vector256.Create(-0.0))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Truncate(Vector256<double> value)
    {
        if (Avx.IsSupported) return Avx.ConvertToVector128Int32WithTruncation(value);
        var whole = Vector256.ConvertToInt64(value);
        return Vector128.Narrow(whole.GetLower(), whole.GetUpper());
    }
}
