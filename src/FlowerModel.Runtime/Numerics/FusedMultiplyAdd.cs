using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Numerics;

/// <summary>
/// <c>a * b + c</c> rounded once, on every machine. All float sums of the kernels are made of it, so a machine without the instruction
/// gives the same bits as one that has it.
/// </summary>
/// <remarks>
/// Without the instruction the product is taken in double precision, where it is exact, and the sum is rounded to odd: where it is not exact,
/// its last bit is 1. A double so rounded lies on the same side of every tie between floats as the exact sum, so rounding it to a float
/// gives what one rounding gives (Boldo and Melquiond 2008, "Emulation of FMA and Correctly Rounded Sums: Proved Algorithms Using Rounding to Odd").
/// A rounded double that is no tie itself lies on that side already, because rounding never crosses a tie, so few sums need the second step.
/// The C library's function is not used: its result differs between implementations, and calls are slow.
/// </remarks>
internal static class FusedMultiplyAdd
{
    // The bits of a double below those of a float, and their value halfway between two floats.
    private const long BelowFloat = (1L << 29) - 1;
    private const long Halfway = 1L << 28;

    // Below it, floats have fewer bits, so ties lie elsewhere.
    private const double LeastNormalFloat = 1.1754943508222875e-38;

    /// <summary>One number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float a, float b, float c)
    {
        // Where NativeAOT leaves the check for the instruction to run time, MathF calls the C library.
        if (Fma.IsSupported) return Fma.MultiplyAddScalar(Vector128.CreateScalarUnsafe(a), Vector128.CreateScalarUnsafe(b), Vector128.CreateScalarUnsafe(c)).ToScalar();
        return AdvSimd.IsSupported ? MathF.FusedMultiplyAdd(a, b, c) : Exact(a, b, c);
    }

    /// <summary>Four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        if (AdvSimd.IsSupported) return AdvSimd.FusedMultiplyAdd(c, a, b);
        return Fma.IsSupported ? Fma.MultiplyAdd(a, b, c) : Exact(a, b, c);
    }

    /// <summary>One number, without the instruction.</summary>
    public static float Exact(float a, float b, float c)
    {
        var product = (double)a * b;
        var sum = product + c;
        var bits = BitConverter.DoubleToInt64Bits(sum);
        if ((bits & BelowFloat) != Halfway && (Math.Abs(sum) >= LeastNormalFloat || sum == 0)) return (float)sum;
        var side = Error(product, c, sum) * sum;
        if ((bits & 1) == 0) bits += side > 0 ? 1 : side < 0 ? -1 : 0;
        return (float)BitConverter.Int64BitsToDouble(bits);
    }

    /// <summary>Four numbers, without the instruction.</summary>
    public static Vector128<float> Exact(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        var (lowA, highA) = Vector128.Widen(a);
        var (lowB, highB) = Vector128.Widen(b);
        var (lowC, highC) = Vector128.Widen(c);
        var (lowProduct, highProduct) = (lowA * lowB, highA * highB);
        var (low, high) = (lowProduct + lowC, highProduct + highC);
        if (!Vector128.EqualsAll(MayBeTie(low) | MayBeTie(high), Vector128<long>.Zero)) (low, high) = (SumToOdd(lowProduct, lowC), SumToOdd(highProduct, highC));
        return Vector128.Narrow(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> MayBeTie(Vector128<double> sum)
    {
        var isTie = Vector128.Equals(sum.AsInt64() & Vector128.Create(BelowFloat), Vector128.Create(Halfway));
        var isSmall = Vector128.LessThan(Vector128.Abs(sum), Vector128.Create(LeastNormalFloat)) & ~Vector128.Equals(sum, Vector128<double>.Zero);
        return isTie | isSmall.AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> SumToOdd(Vector128<double> product, Vector128<double> addend)
    {
        var sum = product + addend;
        var other = sum - product;
        var error = (product - (sum - other)) + (addend - other);

        // Away from zero where error and sum have one sign, else toward it. A true comparison is -1.
        var side = error * sum;
        var step = Vector128.LessThan(side, Vector128<double>.Zero).AsInt64() - Vector128.GreaterThan(side, Vector128<double>.Zero).AsInt64();
        var bits = sum.AsInt64();
        var isEven = (bits & Vector128<long>.One) - Vector128<long>.One;
        return (bits + (step & isEven)).AsDouble();
    }

    // What rounding took from the sum, exactly (Knuth's two-sum); NaN where the sum is not finite. Nothing overflows or underflows: the
    // product of two floats has no bit below 2^-298.
    private static double Error(double first, double second, double sum)
    {
        var other = sum - first;
        return (first - (sum - other)) + (second - other);
    }
}
