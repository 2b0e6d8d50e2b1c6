using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Vectors of 16 ints: x86 with AVX-512 F and BW.</summary>
internal readonly struct IntegerSimd512 : IIntegerSimd<Vector512<int>>
{
    /// <inheritdoc/>
    public static int Width => Vector512<int>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(int value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(ref readonly int source) => Vector512.LoadUnsafe(in source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, ref int target) => value.StoreUnsafe(ref target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Subtract(Vector512<int> a, Vector512<int> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> And(Vector512<int> a, Vector512<int> b) => a & b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Clamp(Vector512<int> value, Vector512<int> minimum, Vector512<int> maximum) =>
        Vector512.Min(Vector512.Max(value, minimum), maximum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftLeft(Vector512<int> value, Vector512<int> counts) =>
        Avx512F.ShiftLeftLogicalVariable(value, counts.AsUInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftRight(Vector512<int> value, Vector512<int> counts) =>
        Avx512F.ShiftRightArithmeticVariable(value, counts.AsUInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> SignBit(Vector512<int> value) => Vector512.ShiftRightLogical(value, 31);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> OddElements(Vector512<int> value) => Vector512.ShiftRightLogical(value.AsInt64(), 32).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> HighProduct(Vector512<int> a, Vector512<int> b, Vector512<int> oddB)
    {
        // 64-bit products of the even elements, then of the odd ones.
        var half = Vector512.Create(1L << 30);
        var even = Avx512F.Multiply(a, b) + half;
        var odd = Avx512F.Multiply(OddElements(a), oddB) + half;
        return Vector512.ConditionalSelect(
            Vector512.Create(0xFFFFFFFFL), Vector512.ShiftRightLogical(even, 31), Vector512.ShiftLeft(odd, 1)).AsInt32();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> HighProductOfDoubled(Vector512<int> a, Vector512<int> b, Vector512<int> oddB)
    {
        var half = Vector512.Create(1L << 31);
        var even = Avx512F.Multiply(a, b) + half;
        var odd = Avx512F.Multiply(OddElements(a), oddB) + half;
        return Avx512F.PermuteVar16x32x2(
            even.AsInt32(), Vector512.Create(1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31), odd.AsInt32());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAddPairs(Vector512<int> a, Vector512<int> b, Vector512<int> sum) =>
        sum + Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadWords(ref readonly sbyte source) =>
        Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in source)).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> InterleaveLow(Vector512<int> a, Vector512<int> b) =>
        Avx512BW.UnpackLow(a.AsInt16(), b.AsInt16()).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> InterleaveHigh(Vector512<int> a, Vector512<int> b) =>
        Avx512BW.UnpackHigh(a.AsInt16(), b.AsInt16()).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(
        Vector512<int> low, Vector512<int> high, Vector512<int> minimum, Vector512<int> maximum, ref sbyte target)
    {
        var bytes = Avx512BW.ConvertToVector256SByteWithSaturation(Avx512BW.PackSignedSaturate(low, high));
        Vector256.Min(Vector256.Max(bytes, minimum.GetLower().AsSByte()), maximum.GetLower().AsSByte()).StoreUnsafe(ref target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> first, Vector512<int> second, Vector512<int> minimum, Vector512<int> maximum, ref sbyte target)
    {
        var bytes = Vector256.Create(Avx512F.ConvertToVector128SByteWithSaturation(first), Avx512F.ConvertToVector128SByteWithSaturation(second));
        Vector256.Min(Vector256.Max(bytes, minimum.GetLower().AsSByte()), maximum.GetLower().AsSByte()).StoreUnsafe(ref target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(ref readonly sbyte source) => Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(in source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, ref sbyte target) =>
        Avx512F.ConvertToVector128SByteWithSaturation(value).StoreUnsafe(ref target);
}
