using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Vectors of 4 ints: Arm64, WebAssembly, and x86 without AVX2, where shifts and multiplications work element by element.</summary>
internal readonly struct IntegerSimd128 : IIntegerSimd<Vector128<int>>
{
    /// <inheritdoc/>
    public static int Width => Vector128<int>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(int value) => Vector128.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(ref readonly int source) => Vector128.LoadUnsafe(in source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, ref int target) => value.StoreUnsafe(ref target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> a, Vector128<int> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Subtract(Vector128<int> a, Vector128<int> b) => a - b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> And(Vector128<int> a, Vector128<int> b) => a & b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Clamp(Vector128<int> value, Vector128<int> minimum, Vector128<int> maximum) =>
        Vector128.Min(Vector128.Max(value, minimum), maximum);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftLeft(Vector128<int> value, Vector128<int> counts) => AdvSimd.IsSupported
        ? AdvSimd.ShiftLogical(value, counts)
        : Vector128.Create(value[0] << counts[0], value[1] << counts[1], value[2] << counts[2], value[3] << counts[3]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftRight(Vector128<int> value, Vector128<int> counts) => AdvSimd.IsSupported
        ? AdvSimd.ShiftArithmetic(value, -counts)
        : Vector128.Create(value[0] >> counts[0], value[1] >> counts[1], value[2] >> counts[2], value[3] >> counts[3]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> SignBit(Vector128<int> value) => Vector128.ShiftRightLogical(value, 31);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> OddElements(Vector128<int> value) => Vector128.ShiftRightLogical(value.AsInt64(), 32).AsInt32();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> HighProduct(Vector128<int> a, Vector128<int> b, Vector128<int> oddB)
    {
        if (AdvSimd.IsSupported) return AdvSimd.MultiplyRoundedDoublingSaturateHigh(a, b);
        if (Sse41.IsSupported)
        {
            // 64-bit products of the even elements, then of the odd ones.
            var half = Vector128.Create(1L << 30);
            var even = Vector128.ShiftRightLogical(Sse41.Multiply(a, b) + half, 31);
            var odd = Vector128.ShiftLeft(Sse41.Multiply(OddElements(a), oddB) + half, 1);
            return Sse41.Blend(even.AsInt16(), odd.AsInt16(), 0b11001100).AsInt32();
        }

        return Vector128.Create(HighProduct(a[0], b[0]), HighProduct(a[1], b[1]), HighProduct(a[2], b[2]), HighProduct(a[3], b[3]));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> HighProductOfDoubled(Vector128<int> a, Vector128<int> b, Vector128<int> oddB)
    {
        if (AdvSimd.IsSupported) return AdvSimd.MultiplyRoundedDoublingSaturateHigh(Vector128.ShiftRightArithmetic(a, 1), b);
        if (Sse41.IsSupported)
        {
            var half = Vector128.Create(1L << 31);
            var even = Vector128.ShiftRightLogical(Sse41.Multiply(a, b) + half, 32);
            var odd = Sse41.Multiply(OddElements(a), oddB) + half;
            return Sse41.Blend(even.AsInt16(), odd.AsInt16(), 0b11001100).AsInt32();
        }

        return HighProduct(Vector128.ShiftRightArithmetic(a, 1), b, oddB);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAddPairs(Vector128<int> a, Vector128<int> b, Vector128<int> sum)
    {
        if (Sse2.IsSupported) return sum + Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());
        if (PackedSimd.IsSupported) return sum + PackedSimd.Dot(a.AsInt16(), b.AsInt16());
        if (AdvSimd.Arm64.IsSupported)
        {
            var (x, y) = (a.AsInt16(), b.AsInt16());
            var products = AdvSimd.MultiplyWideningLower(x.GetLower(), y.GetLower());
            return sum + AdvSimd.Arm64.AddPairwise(products, AdvSimd.MultiplyWideningUpper(x, y));
        }

        var low = Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(a, 16), 16) * Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(b, 16), 16);
        return sum + low + (Vector128.ShiftRightArithmetic(a, 16) * Vector128.ShiftRightArithmetic(b, 16));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadWords(ref readonly sbyte source)
    {
        var bytes = Unsafe.ReadUnaligned<long>(in Unsafe.As<sbyte, byte>(ref Unsafe.AsRef(in source)));
        return Vector128.WidenLower(Vector128.CreateScalar(bytes).AsSByte()).AsInt32();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> InterleaveLow(Vector128<int> a, Vector128<int> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(a.AsInt16(), b.AsInt16()).AsInt32();
        return Pairs(Vector128.WidenLower(a.AsInt16()), Vector128.WidenLower(b.AsInt16()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> InterleaveHigh(Vector128<int> a, Vector128<int> b)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(a.AsInt16(), b.AsInt16()).AsInt32();
        return Pairs(Vector128.WidenUpper(a.AsInt16()), Vector128.WidenUpper(b.AsInt16()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(
        Vector128<int> low, Vector128<int> high, Vector128<int> minimum, Vector128<int> maximum, ref sbyte target) =>
        Store(low, high, minimum, maximum, ref target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> first, Vector128<int> second, Vector128<int> minimum, Vector128<int> maximum, ref sbyte target)
    {
        var words = Saturated(first, second);
        var bytes = Vector128.Min(Vector128.Max(Vector128.Narrow(words, words), minimum.AsSByte()), maximum.AsSByte());
        Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref target), bytes.AsInt64().ToScalar());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(ref readonly sbyte source)
    {
        var bytes = Unsafe.ReadUnaligned<int>(in Unsafe.As<sbyte, byte>(ref Unsafe.AsRef(in source)));
        return Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(bytes).AsSByte()));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, ref sbyte target)
    {
        var words = Vector128.Narrow(value, value);
        Unsafe.WriteUnaligned(ref Unsafe.As<sbyte, byte>(ref target), Vector128.Narrow(words, words).AsInt32().ToScalar());
    }

    /// <summary>Returns the elements as 16-bit integers from -128 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Saturated(Vector128<int> first, Vector128<int> second)
    {
        var (lowest, highest) = (Vector128.Create((int)sbyte.MinValue), Vector128.Create((int)sbyte.MaxValue));
        return Vector128.Narrow(Clamp(first, lowest, highest), Clamp(second, lowest, highest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pairs(Vector128<int> low, Vector128<int> high) =>
        (low & Vector128.Create(0xFFFF)) | Vector128.ShiftLeft(high, 16);

    private static int HighProduct(int a, int b) => (int)((((long)a * b) + (1L << 30)) >> 31);
}
