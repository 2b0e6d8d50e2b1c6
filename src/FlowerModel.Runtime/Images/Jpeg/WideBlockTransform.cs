using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>The transform of <see cref="BlockTransform"/> in vectors of eight integers: x86 with AVX2.</summary>
/// <remarks>
/// The operations are the processor's own: NativeAOT compiles them fast behind a check at run time, which it does not do with those of
/// <see cref="Vector256"/>.
/// </remarks>
internal static unsafe class WideBlockTransform
{
    private const int Side = 8;

    /// <summary>True if the machine has the vectors.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc cref="BlockTransform.ToSamples(byte*, int, short*)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToSamples(byte* samples, int stride, short* coefficients)
    {
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (Row(coefficients, 0), Row(coefficients, 1), Row(coefficients, 2), Row(coefficients, 3),
            Row(coefficients, 4), Row(coefficients, 5), Row(coefficients, 6), Row(coefficients, 7));
        Pass(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7, BlockTransform.FirstRounding, BlockTransform.FirstShift);
        Transpose(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
        Pass(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7, BlockTransform.SecondRounding, BlockTransform.SecondShift);
        Transpose(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7);
        Store(samples, stride, s0, s1);
        Store(samples + (2 * stride), stride, s2, s3);
        Store(samples + (4 * stride), stride, s4, s5);
        Store(samples + (6 * stride), stride, s6, s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Row(short* coefficients, int row) => Avx2.ConvertToVector256Int32(Vector128.Load(coefficients + (row * Side)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* samples, int stride, Vector256<int> first, Vector256<int> second)
    {
        // Packs to 16 and then to 8 bits, both with saturation, which clamps to 0 to 255.
        var both = Avx2.Permute4x64(Avx2.PackSignedSaturate(first, second).AsInt64(), 0b11_01_10_00).AsInt16();
        var bytes = Sse2.PackUnsignedSaturate(both.GetLower(), both.GetUpper());
        Unsafe.WriteUnaligned(samples, bytes.AsUInt64().ToScalar());
        Unsafe.WriteUnaligned(samples + stride, bytes.AsUInt64().GetElement(1));
    }

    /// <summary>Transforms eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector256<int> s0, ref Vector256<int> s1, ref Vector256<int> s2, ref Vector256<int> s3,
        ref Vector256<int> s4, ref Vector256<int> s5, ref Vector256<int> s6, ref Vector256<int> s7, int rounding, [ConstantExpected] byte shift)
    {
        var round = Vector256.Create(rounding);
        var shared = Times(Sum(s2, s6), 0.5411961f);
        var low = Sum(shared, Times(s6, -1.847759065f));
        var high = Sum(shared, Times(s2, 0.765366865f));
        var sum = Sum(Avx2.ShiftLeftLogical(Sum(s0, s4), 12), round);
        var difference = Sum(Avx2.ShiftLeftLogical(Avx2.Subtract(s0, s4), 12), round);
        var (even0, even3) = (Sum(sum, high), Avx2.Subtract(sum, high));
        var (even1, even2) = (Sum(difference, low), Avx2.Subtract(difference, low));

        shared = Times(Sum(Sum(s7, s3), Sum(s5, s1)), 1.175875602f);
        var p1 = Sum(shared, Times(Sum(s7, s1), -0.899976223f));
        var p2 = Sum(shared, Times(Sum(s5, s3), -2.562915447f));
        var p3 = Times(Sum(s7, s3), -1.961570560f);
        var p4 = Times(Sum(s5, s1), -0.390180644f);
        var odd0 = Sum(Sum(Times(s1, 1.501321110f), p1), p4);
        var odd1 = Sum(Sum(Times(s3, 3.072711026f), p2), p3);
        var odd2 = Sum(Sum(Times(s5, 2.053119869f), p2), p4);
        var odd3 = Sum(Sum(Times(s7, 0.298631336f), p1), p3);

        (s0, s7) = Ends(even0, odd0, shift);
        (s1, s6) = Ends(even1, odd1, shift);
        (s2, s5) = Ends(even2, odd2, shift);
        (s3, s4) = Ends(even3, odd3, shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum(Vector256<int> a, Vector256<int> b) => Avx2.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Times(Vector256<int> value, float factor) =>
        Avx2.MultiplyLow(value, Vector256.Create(BlockTransform.Fixed(factor)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> First, Vector256<int> Last) Ends(Vector256<int> even, Vector256<int> odd, [ConstantExpected] byte shift) =>
        (Avx2.ShiftRightArithmetic(Sum(even, odd), shift), Avx2.ShiftRightArithmetic(Avx2.Subtract(even, odd), shift));

    /// <summary>Turns eight rows into eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<int> a, ref Vector256<int> b, ref Vector256<int> c, ref Vector256<int> d,
        ref Vector256<int> e, ref Vector256<int> f, ref Vector256<int> g, ref Vector256<int> h)
    {
        Pairs(ref a, ref b, ref c, ref d);
        Pairs(ref e, ref f, ref g, ref h);
        (a, e) = Halves(a, e);
        (b, f) = Halves(b, f);
        (c, g) = Halves(c, g);
        (d, h) = Halves(d, h);
    }

    // Transposes the 4x4 numbers in each half of four vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(ref Vector256<int> a, ref Vector256<int> b, ref Vector256<int> c, ref Vector256<int> d)
    {
        var (ab0, ab1) = (Avx2.UnpackLow(a, b).AsInt64(), Avx2.UnpackHigh(a, b).AsInt64());
        var (cd0, cd1) = (Avx2.UnpackLow(c, d).AsInt64(), Avx2.UnpackHigh(c, d).AsInt64());
        (a, b) = (Avx2.UnpackLow(ab0, cd0).AsInt32(), Avx2.UnpackHigh(ab0, cd0).AsInt32());
        (c, d) = (Avx2.UnpackLow(ab1, cd1).AsInt32(), Avx2.UnpackHigh(ab1, cd1).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> Lower, Vector256<int> Upper) Halves(Vector256<int> a, Vector256<int> b) =>
        (Avx2.Permute2x128(a, b, 0x20), Avx2.Permute2x128(a, b, 0x31));
}
