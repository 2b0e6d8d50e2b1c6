using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorised;

/// <summary>Rounding floats to bytes, 16 at a time.</summary>
internal static class VectorisedQuantisation
{
    private const int Step = 16;

    /// <summary>Quantises as many whole vectors as there are and returns the number of elements done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Quantise(ReadOnlySpan<float> real, float scale, int zeroPoint, int lowest, Span<byte> stored)
    {
        var divisor = Vector256.Create(scale);
        var zero = Vector256.Create(zeroPoint);
        var minimum = Vector256.Create((float)(lowest - zeroPoint));
        var maximum = Vector256.Create((float)(lowest + byte.MaxValue - zeroPoint));
        stored = stored[..real.Length];
        ref var from = ref MemoryMarshal.GetReference(real);
        ref var to = ref MemoryMarshal.GetReference(stored);
        var i = 0;
        for (; i + Step <= real.Length; i += Step)
        {
            var low = Round(Vector256.LoadUnsafe(ref from, (nuint)i) / divisor, minimum, maximum) + zero;
            var high = Round(Vector256.LoadUnsafe(ref from, (nuint)i + 8) / divisor, minimum, maximum) + zero;
            var words = Vector256.Narrow(low, high);
            Vector128.Narrow(words.GetLower(), words.GetUpper()).AsByte().StoreUnsafe(ref to, (nuint)i);
        }

        return i;
    }

    /// <summary>To nearest, halves away from zero; the bounds are whole numbers, so it does not matter that they come first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> value, Vector256<float> minimum, Vector256<float> maximum)
    {
        var number = Vector256.ConditionalSelect(Vector256.Equals(value, value), value, Vector256<float>.Zero);
        var limited = Vector256.Min(Vector256.Max(number, minimum), maximum);
        var magnitude = Vector256.Abs(limited);
        var whole = Vector256.Floor(magnitude);
        var up = Vector256.GreaterThanOrEqual(magnitude - whole, Vector256.Create(0.5f));
        var rounded = Vector256.ConvertToInt32(whole) - up.AsInt32();
        return Vector256.ConditionalSelect(Vector256.LessThan(limited, Vector256<float>.Zero).AsInt32(), -rounded, rounded);
    }
}
