using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorised;

/// <summary>The fixed-point factors of a vector of channels: <see cref="QuantisedMultiplier"/>, many at once.</summary>
internal readonly struct FixedPoint<TSimd, TVector>
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    private readonly TVector _leftShift;
    private readonly TVector _fraction;
    private readonly TVector _oddFraction;
    private readonly TVector _half;
    private readonly TVector _rightShift;
    private readonly TVector _rounds;

    /// <summary>The factors of the channels from <paramref name="channel"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FixedPoint(PackedRequantisation channels, nint channel)
    {
        _leftShift = At(channels.LeftShift, channel);
        _fraction = At(channels.Fraction, channel);
        _oddFraction = TSimd.OddElements(_fraction);
        _half = At(channels.Half, channel);
        _rightShift = At(channels.RightShift, channel);
        _rounds = At(channels.Rounds, channel);
    }

    /// <summary>One factor for all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FixedPoint(QuantisedMultiplier multiplier)
    {
        _leftShift = TSimd.Broadcast(multiplier.LeftShift);
        _fraction = TSimd.Broadcast(multiplier.Fraction);
        _oddFraction = TSimd.OddElements(_fraction);
        _half = TSimd.Broadcast(multiplier.Half);
        _rightShift = TSimd.Broadcast(multiplier.RightShift);
        _rounds = TSimd.Broadcast(multiplier.RightShift > 0 ? 1 : 0);
    }

    /// <summary><see cref="QuantisedMultiplier.ApplyHalvesUp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector ApplyHalvesUp(TVector values) => TSimd.ShiftRight(TSimd.Add(Product(values), _half), _rightShift);

    /// <summary><see cref="QuantisedMultiplier.Apply"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector values)
    {
        var product = Product(values);
        product = TSimd.Subtract(product, TSimd.And(TSimd.SignBit(product), _rounds));
        return TSimd.ShiftRight(TSimd.Add(product, _half), _rightShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Product(TVector values) => TSimd.HighProduct(TSimd.ShiftLeft(values, _leftShift), _fraction, _oddFraction);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector At(ReadOnlySpan<int> row, nint channel) => TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), channel));
}
