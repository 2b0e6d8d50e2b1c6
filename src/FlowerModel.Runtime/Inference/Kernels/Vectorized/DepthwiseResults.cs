using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Where the sums of a block of channels of an int8 depthwise convolution begin, and how they are converted to results.</summary>
/// <param name="taps">The layer's weights.</param>
/// <param name="block">The block.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly unsafe struct DepthwiseResults<TSimd, TVector, TRequantizer>(PackedTaps taps, int block)
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
{
    private readonly TRequantizer low = TRequantizer.At(taps.Requantization, block * taps.BlockWidth);
    private readonly TRequantizer high = TRequantizer.At(taps.Requantization, (block * taps.BlockWidth) + TSimd.Width);
    private readonly TVector minimum = TSimd.Broadcast(taps.Requantization.MinimumBytes);
    private readonly TVector maximum = TSimd.Broadcast(taps.Requantization.MaximumBytes);

    /// <summary>The initial sums of the first vector.</summary>
    public TVector LowBias { get; } = TSimd.Load(in Bias(taps, block * taps.BlockWidth));

    /// <summary>The initial sums of the second vector.</summary>
    public TVector HighBias { get; } = TSimd.Load(in Bias(taps, (block * taps.BlockWidth) + TSimd.Width));

    /// <summary>Stores the results of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TVector low, TVector high, sbyte* target) =>
        TSimd.StoreInterleaved(this.low.Apply(low), this.high.Apply(high), minimum, maximum, ref *target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref readonly int Bias(PackedTaps taps, int channel) =>
        ref Unsafe.Add(ref MemoryMarshal.GetReference(taps.Requantization.Bias), channel);
}
