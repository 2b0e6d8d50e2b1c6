using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>The fixed-point factors of a vector of channels: a vectorized <see cref="QuantizedMultiplier"/>.</summary>
internal readonly struct FixedPoint<TSimd, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly TVector leftShift;
    private readonly TVector fraction;
    private readonly TVector oddFraction;
    private readonly TVector half;
    private readonly TVector rightShift;
    private readonly TVector rounds;

    /// <summary>Returns the factors of the channels from <paramref name="channel"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FixedPoint(PackedRequantization channels, nint channel)
    {
        leftShift = At(channels.LeftShift, channel);
        fraction = At(channels.Fraction, channel);
        oddFraction = TSimd.OddElements(fraction);
        half = At(channels.Half, channel);
        rightShift = At(channels.RightShift, channel);
        rounds = At(channels.Rounds, channel);
    }

    /// <summary>Returns one factor for all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FixedPoint(QuantizedMultiplier multiplier)
    {
        leftShift = TSimd.Broadcast(multiplier.LeftShift);
        fraction = TSimd.Broadcast(multiplier.Fraction);
        oddFraction = TSimd.OddElements(fraction);
        half = TSimd.Broadcast(multiplier.Half);
        rightShift = TSimd.Broadcast(multiplier.RightShift);
        rounds = TSimd.Broadcast(multiplier.RightShift > 0 ? 1 : 0);
    }

    /// <summary><see cref="QuantizedMultiplier.ApplyHalvesUp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector ApplyHalvesUp(TVector values) => TSimd.ShiftRight(TSimd.Add(Product(values), half), rightShift);

    /// <summary><see cref="QuantizedMultiplier.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector values)
    {
        var product = Product(values);
        product = TSimd.Subtract(product, TSimd.And(TSimd.SignBit(product), rounds));
        return TSimd.ShiftRight(TSimd.Add(product, half), rightShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Product(TVector values) => TSimd.HighProduct(TSimd.ShiftLeft(values, leftShift), fraction, oddFraction);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector At(ReadOnlySpan<int> row, nint channel) => TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), channel));
}
