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
        var factor = 1 / (double)scale;
        var (minimum, maximum) = ((double)(lowest - zeroPoint), (double)(lowest + byte.MaxValue - zeroPoint));
        var zero = Vector128.Create(zeroPoint);
        stored = stored[..real.Length];
        ref var from = ref MemoryMarshal.GetReference(real);
        ref var to = ref MemoryMarshal.GetReference(stored);
        var i = 0;
        for (; i + Step <= real.Length; i += Step)
        {
            var low = Vector128.Narrow(
                Round(Vector128.LoadUnsafe(ref from, (nuint)i), factor, minimum, maximum) + zero,
                Round(Vector128.LoadUnsafe(ref from, (nuint)i + 4), factor, minimum, maximum) + zero);
            var high = Vector128.Narrow(
                Round(Vector128.LoadUnsafe(ref from, (nuint)i + 8), factor, minimum, maximum) + zero,
                Round(Vector128.LoadUnsafe(ref from, (nuint)i + 12), factor, minimum, maximum) + zero);
            Vector128.Narrow(low, high).AsByte().StoreUnsafe(ref to, (nuint)i);
        }

        return i;
    }

    /// <summary>Rounds to nearest, halves away from zero; NaN becomes 0. Clamping first changes nothing, because the bounds are whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(Vector128<float> real, double factor, double minimum, double maximum)
    {
        if (Avx.IsSupported)
        {
            // The processor's own operations, for the reason given at Simd256.
            var value = Avx.Multiply(Avx.ConvertToVector256Double(real), Vector256.Create(factor));
            var number = Avx.And(value, Avx.Compare(value, value, FloatComparisonMode.OrderedNonSignaling));
            var limited = Avx.Min(Avx.Max(number, Vector256.Create(minimum)), Vector256.Create(maximum));
            var half = Avx.Or(Vector256.Create(Half), Avx.And(limited, Vector256.Create(-0.0)));
            return Avx.ConvertToVector128Int32WithTruncation(Avx.Add(limited, half));
        }

        var (low, high) = Vector128.Widen(real);
        return Vector128.Narrow(Round(low, factor, minimum, maximum), Round(high, factor, minimum, maximum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> Round(Vector128<double> real, double factor, double minimum, double maximum)
    {
        var value = real * Vector128.Create(factor);
        var number = value & Vector128.Equals(value, value);
        var limited = Vector128.Min(Vector128.Max(number, Vector128.Create(minimum)), Vector128.Create(maximum));
        return Vector128.ConvertToInt64(limited + (Vector128.Create(Half) | (limited & Vector128.Create(-0.0))));
    }
}
