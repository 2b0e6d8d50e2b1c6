using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// Converts the sums of a vector of channels to stored integers, which are not yet limited to the range of the result. A struct, so that it becomes part
/// of the kernel's code.
/// </summary>
/// <typeparam name="TSelf">The implementation.</typeparam>
/// <typeparam name="TVector">The vector of ints.</typeparam>
internal interface IRequantizer<TSelf, TVector>
    where TSelf : struct, IRequantizer<TSelf, TVector>
    where TVector : struct
{
    /// <summary>Returns the converter of the channels from <paramref name="channel"/> on.</summary>
    static abstract TSelf At(PackedRequantization channels, nint channel);

    /// <summary>Returns the stored integers.</summary>
    TVector Apply(TVector sums);
}

/// <summary>Any factor, halves rounded up.</summary>
internal readonly struct AnyHalvesUp<TSimd, TVector> : IRequantizer<AnyHalvesUp<TSimd, TVector>, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly FixedPoint<TSimd, TVector> factors;
    private readonly TVector zeroPoint;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AnyHalvesUp(PackedRequantization channels, nint channel) =>
        (factors, zeroPoint) = (new(channels, channel), TSimd.Broadcast(channels.ZeroPoint));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AnyHalvesUp<TSimd, TVector> At(PackedRequantization channels, nint channel) => new(channels, channel);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector sums) => TSimd.Add(factors.ApplyHalvesUp(sums), zeroPoint);
}

/// <summary>Any factor, halves rounded away from zero.</summary>
internal readonly struct AnyHalvesAway<TSimd, TVector> : IRequantizer<AnyHalvesAway<TSimd, TVector>, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly FixedPoint<TSimd, TVector> factors;
    private readonly TVector zeroPoint;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AnyHalvesAway(PackedRequantization channels, nint channel) =>
        (factors, zeroPoint) = (new(channels, channel), TSimd.Broadcast(channels.ZeroPoint));

    /// <summary>Returns the converter of one factor for all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AnyHalvesAway(QuantizedMultiplier multiplier, int zeroPoint) => (factors, this.zeroPoint) = (new(multiplier), TSimd.Broadcast(zeroPoint));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AnyHalvesAway<TSimd, TVector> At(PackedRequantization channels, nint channel) => new(channels, channel);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector sums) => TSimd.Add(factors.Apply(sums), zeroPoint);
}

/// <summary>
/// The factors of nearly all layers (<see cref="PackedRequantization.IsDoubled"/>), halves rounded up. The kernel computes doubled sums, so the rounded
/// product is the upper half of a 64-bit number, and the zero point is added together with what rounds the shift.
/// </summary>
internal readonly struct DoubledHalvesUp<TSimd, TVector> : IRequantizer<DoubledHalvesUp<TSimd, TVector>, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly TVector fraction;
    private readonly TVector oddFraction;
    private readonly TVector offset;
    private readonly TVector rightShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DoubledHalvesUp(PackedRequantization channels, nint channel)
    {
        fraction = TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(channels.Fraction), channel));
        oddFraction = TSimd.OddElements(fraction);
        offset = TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(channels.Offset), channel));
        rightShift = TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(channels.RightShift), channel));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubledHalvesUp<TSimd, TVector> At(PackedRequantization channels, nint channel) => new(channels, channel);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector sums) =>
        TSimd.ShiftRight(TSimd.Add(TSimd.HighProductOfDoubled(sums, fraction, oddFraction), offset), rightShift);
}

/// <summary>Like <see cref="DoubledHalvesUp{TSimd, TVector}"/>, halves rounded away from zero.</summary>
/// <remarks>
/// The fields are repeated on purpose: in a struct that both contain, they made the compiled loops 2 to 5 % slower (<c>bench runtime --operators</c>).
/// </remarks>
internal readonly struct DoubledHalvesAway<TSimd, TVector> : IRequantizer<DoubledHalvesAway<TSimd, TVector>, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly TVector fraction;
    private readonly TVector oddFraction;
    private readonly TVector offset;
    private readonly TVector rightShift;
    private readonly TVector rounds;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DoubledHalvesAway(PackedRequantization channels, nint channel)
    {
        fraction = TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(channels.Fraction), channel));
        oddFraction = TSimd.OddElements(fraction);
        offset = TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(channels.Offset), channel));
        rightShift = TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(channels.RightShift), channel));
        rounds = TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(channels.Rounds), channel));
    }

    /// <summary>Returns the converter of one factor for all elements. The factor must fit (<see cref="PackedRequantization.CanBeDoubled"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoubledHalvesAway(QuantizedMultiplier multiplier, int zeroPoint)
    {
        fraction = TSimd.Broadcast(multiplier.Fraction);
        oddFraction = TSimd.OddElements(fraction);
        offset = TSimd.Broadcast(multiplier.Half + (zeroPoint << multiplier.RightShift));
        rightShift = TSimd.Broadcast(multiplier.RightShift);
        rounds = TSimd.Broadcast(multiplier.RightShift > 0 ? 1 : 0);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubledHalvesAway<TSimd, TVector> At(PackedRequantization channels, nint channel) => new(channels, channel);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector sums)
    {
        var product = TSimd.HighProductOfDoubled(sums, fraction, oddFraction);
        product = TSimd.Subtract(product, TSimd.And(TSimd.SignBit(product), rounds));
        return TSimd.ShiftRight(TSimd.Add(product, offset), rightShift);
    }
}
