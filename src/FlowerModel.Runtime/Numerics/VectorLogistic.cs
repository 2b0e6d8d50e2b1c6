using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowerModel.Runtime.Numerics;

/// <summary>
/// 1 / (1 + exp(-x)) of four floats at a time, within 3 units in the last place. Only additions, multiplications, divisions and operations on bits, in a
/// fixed order, so the bits are the same on every machine.
/// </summary>
internal static class VectorLogistic
{
    // Beyond these the result is 1 to the last bit, or below 1e-37.
    private const float Limit = 87;

    // Adding it rounds to a whole number.
    private const float Round = 12582912; // 1.5 * 2^23
    private const float InverseLn2 = 1.44269504f;

    // ln 2 in two parts: the first has zeros at its end, so that its product with a whole number is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>Computes each element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        input = input[..output.Length];
        var i = 0;
        for (; i + Vector128<float>.Count <= output.Length; i += Vector128<float>.Count)
            Of(Vector128.Create(input[i..])).CopyTo(output[i..]);
        if (i == output.Length) return;
        Span<float> last = stackalloc float[Vector128<float>.Count];
        last.Clear();
        input[i..].CopyTo(last);
        Of(Vector128.Create<float>(last)).CopyTo(last);
        last[..(output.Length - i)].CopyTo(output[i..]);
    }

    private static Vector128<float> Of(Vector128<float> x)
    {
        // NaN is neither below nor above, and stays NaN.
        x = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(-Limit)), Vector128.Create(-Limit), x);
        x = Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128.Create(Limit)), Vector128.Create(Limit), x);
        // -x = n ln 2 + r, so exp(-x) = 2^n exp(r).
        var n = ((Vector128<float>.Zero - x) * InverseLn2) + Vector128.Create(Round) - Vector128.Create(Round);
        var r = Vector128<float>.Zero - x - (n * Ln2High) - (n * Ln2Low);
        var tail = Vector128.Create(1 / 5040f);
        foreach (var term in (ReadOnlySpan<float>)[1 / 720f, 1 / 120f, 1 / 24f, 1 / 6f, 1 / 2f, 1, 1]) tail = (tail * r) + Vector128.Create(term);
        var power = Vector128.ShiftLeft(Vector128.ConvertToInt32(n) + Vector128.Create(127), 23).AsSingle();
        return Vector128<float>.One / (Vector128<float>.One + (tail * power));
    }
}
