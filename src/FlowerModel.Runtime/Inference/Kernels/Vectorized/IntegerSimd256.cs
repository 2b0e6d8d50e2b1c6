using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Vectors of 8 ints: x86 with AVX2.</summary>
/// <remarks>The operations are the processor's own, for the reason given at <see cref="Simd256"/>.</remarks>
internal readonly struct IntegerSimd256 : IIntegerSimd<Vector256<int>>
{
    /// <inheritdoc/>
    public static int Width => Vector256<int>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int value) => Avx2.BroadcastScalarToVector256(Vector128.CreateScalarUnsafe(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(ref readonly int source) => Vector256.LoadUnsafe(in source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, ref int target) => value.StoreUnsafe(ref target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => Avx2.Add(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Subtract(Vector256<int> a, Vector256<int> b) => Avx2.Subtract(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> And(Vector256<int> a, Vector256<int> b) => Avx2.And(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Clamp(Vector256<int> value, Vector256<int> minimum, Vector256<int> maximum) =>
        Avx2.Min(Avx2.Max(value, minimum), maximum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftLeft(Vector256<int> value, Vector256<int> counts) =>
        Avx2.ShiftLeftLogicalVariable(value, counts.AsUInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRight(Vector256<int> value, Vector256<int> counts) =>
        Avx2.ShiftRightArithmeticVariable(value, counts.AsUInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> SignBit(Vector256<int> value) => Avx2.ShiftRightLogical(value, 31);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OddElements(Vector256<int> value) => Avx2.ShiftRightLogical(value.AsInt64(), 32).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> HighProduct(Vector256<int> a, Vector256<int> b, Vector256<int> oddB)
    {
        // 64-bit products of the even elements, then of the odd ones.
        var half = Avx2.BroadcastScalarToVector256(Vector128.CreateScalarUnsafe(1L << 30));
        var even = Avx2.Add(Avx2.Multiply(a, b), half);
        var odd = Avx2.Add(Avx2.Multiply(OddElements(a), oddB), half);
        return Avx2.Blend(Avx2.ShiftRightLogical(even, 31).AsInt32(), Avx2.ShiftLeftLogical(odd, 1).AsInt32(), 0b10101010);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> HighProductOfDoubled(Vector256<int> a, Vector256<int> b, Vector256<int> oddB)
    {
        var half = Avx2.BroadcastScalarToVector256(Vector128.CreateScalarUnsafe(1L << 31));
        var even = Avx2.Add(Avx2.Multiply(a, b), half);
        var odd = Avx2.Add(Avx2.Multiply(OddElements(a), oddB), half);
        return Avx2.Blend(Avx2.ShiftRightLogical(even, 32).AsInt32(), odd.AsInt32(), 0b10101010);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAddPairs(Vector256<int> a, Vector256<int> b, Vector256<int> sum) =>
        Avx2.Add(sum, Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadWords(ref readonly sbyte source) =>
        Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in source)).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> InterleaveLow(Vector256<int> a, Vector256<int> b) =>
        Avx2.UnpackLow(a.AsInt16(), b.AsInt16()).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> InterleaveHigh(Vector256<int> a, Vector256<int> b) =>
        Avx2.UnpackHigh(a.AsInt16(), b.AsInt16()).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(
        Vector256<int> low, Vector256<int> high, Vector256<int> minimum, Vector256<int> maximum, ref sbyte target)
    {
        var words = Avx2.PackSignedSaturate(low, high);
        var bytes = Sse2.PackSignedSaturate(words.GetLower(), words.GetUpper());
        Sse41.Min(Sse41.Max(bytes, minimum.GetLower().AsSByte()), maximum.GetLower().AsSByte()).StoreUnsafe(ref target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> first, Vector256<int> second, Vector256<int> minimum, Vector256<int> maximum, ref sbyte target)
    {
        // Packing works within halves, so the quarters of the words are out of order.
        var words = Avx2.Permute4x64(Avx2.PackSignedSaturate(first, second).AsInt64(), 0b11011000).AsInt16();
        var bytes = Sse2.PackSignedSaturate(words.GetLower(), words.GetUpper());
        Sse41.Min(Sse41.Max(bytes, minimum.GetLower().AsSByte()), maximum.GetLower().AsSByte()).StoreUnsafe(ref target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(ref readonly sbyte source) => Avx2.ConvertToVector256Int32(LoadEight(in source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, ref sbyte target)
    {
        var words = Sse2.PackSignedSaturate(value.GetLower(), value.GetUpper());
        Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref target), Sse2.PackSignedSaturate(words, words).AsInt64().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> LoadEight(ref readonly sbyte source) =>
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(in Unsafe.As<sbyte, byte>(ref Unsafe.AsRef(in source)))).AsSByte();
}
