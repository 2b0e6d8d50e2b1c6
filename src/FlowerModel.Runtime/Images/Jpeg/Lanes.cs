using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>What the portable vectors lack.</summary>
internal static class Lanes
{
    /// <summary>Returns <c>a0 b0 a1 b1</c> and <c>a2 b2 a3 b3</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<int> Low, Vector128<int> High) Interleave(Vector128<int> a, Vector128<int> b)
    {
        if (Sse2.IsSupported) return (Sse2.UnpackLow(a, b), Sse2.UnpackHigh(a, b));
        if (AdvSimd.Arm64.IsSupported) return (AdvSimd.Arm64.ZipLow(a, b), AdvSimd.Arm64.ZipHigh(a, b));
        return (Vector128.Create(a[0], b[0], a[1], b[1]), Vector128.Create(a[2], b[2], a[3], b[3]));
    }

    /// <summary>Turns eight rows into eight columns. Needs AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
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

    /// <summary>Returns the upper 16 bits of each product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyHigh(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyHigh(a, b);
        var (a0, a1) = Vector128.Widen(a);
        var (b0, b1) = Vector128.Widen(b);
        return Vector128.Narrow((a0 * b0) >> 16, (a1 * b1) >> 16);
    }

    /// <summary>Returns each product divided by 2^15 and rounded. One of the numbers must be above -2^15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyRound(Vector128<short> a, Vector128<short> b)
    {
        if (Ssse3.IsSupported) return Ssse3.MultiplyHighRoundScale(a, b);
        if (AdvSimd.IsSupported) return AdvSimd.MultiplyRoundedDoublingSaturateHigh(a, b);
        if (PackedSimd.IsSupported) return PackedSimd.MultiplyRoundedSaturateQ15(a, b);
        var (a0, a1) = Vector128.Widen(a);
        var (b0, b1) = Vector128.Widen(b);
        var half = Vector128.Create(1 << 14);
        return Vector128.Narrow(((a0 * b0) + half) >> 15, ((a1 * b1) + half) >> 15);
    }

    /// <summary>Clamps numbers to 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Clamp(Vector128<short> low, Vector128<short> high)
    {
        if (Sse2.IsSupported) return Sse2.PackUnsignedSaturate(low, high);
        var white = Vector128.Create((short)255);
        low = Vector128.Min(Vector128.Max(low, Vector128<short>.Zero), white);
        high = Vector128.Min(Vector128.Max(high, Vector128<short>.Zero), white);
        return Vector128.Narrow(low.AsUInt16(), high.AsUInt16());
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
