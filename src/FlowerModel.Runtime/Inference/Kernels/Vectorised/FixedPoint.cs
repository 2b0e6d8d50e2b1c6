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
    private readonly TVector _rightShift;
    private readonly TVector _halfBit;
    private readonly TVector _rounds;
    private readonly TVector _negativeHalvesDown;

    /// <summary>The factors of the channels from <paramref name="channel"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FixedPoint(PackedRequantisation channels, nint channel)
    {
        _leftShift = At(channels.LeftShift, channel);
        _fraction = At(channels.Fraction, channel);
        _rightShift = At(channels.RightShift, channel);
        _halfBit = At(channels.HalfBit, channel);
        _rounds = At(channels.Rounds, channel);
        _negativeHalvesDown = At(channels.NegativeHalvesDown, channel);
    }

    /// <summary>One factor for all elements, halves rounded away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FixedPoint(QuantisedMultiplier multiplier)
    {
        _leftShift = TSimd.Broadcast(multiplier.LeftShift);
        _fraction = TSimd.Broadcast(multiplier.Fraction);
        _rightShift = TSimd.Broadcast(multiplier.RightShift);
        _halfBit = TSimd.Broadcast(Math.Max(0, multiplier.RightShift - 1));
        _rounds = TSimd.Broadcast(multiplier.RightShift > 0 ? 1 : 0);
        _negativeHalvesDown = _rounds;
    }

    /// <summary>Values times factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply(TVector values)
    {
        var product = TSimd.HighProduct(TSimd.ShiftLeft(values, _leftShift), _fraction);

        // A negative product less the smallest step goes to the lower side of a half; all other roundings stay as they are.
        product = TSimd.Subtract(product, TSimd.And(TSimd.SignBit(product), _negativeHalvesDown));
        return TSimd.Add(
            TSimd.ShiftRight(product, _rightShift), TSimd.And(TSimd.ShiftRight(product, _halfBit), _rounds));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector At(ReadOnlySpan<int> row, nint channel) => TSimd.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), channel));
}
