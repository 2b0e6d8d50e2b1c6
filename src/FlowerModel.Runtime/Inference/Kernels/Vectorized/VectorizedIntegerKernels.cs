using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Implements the common interface with the vectorized int8 kernels.</summary>
/// <param name="others">Kernels for layers that these do not cover: narrower ones, for layers with fewer channels, or the reference kernels.</param>
internal sealed class VectorizedIntegerKernels<TSimd, TVector>(IntegerKernels others) : IntegerKernels
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    public override PreparedLayer<sbyte> Convolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization)
    {
        var weights = Pack(kernel, bias, requantization);
        return weights.Requantization.IsDoubled
            ? Convolution<DoubledHalvesUp<TSimd, TVector>>(window, weights, requantization)
            : Convolution<AnyHalvesUp<TSimd, TVector>>(window, weights, requantization);
    }

    /// <inheritdoc/>
    public override PreparedLayer<sbyte> DepthwiseConvolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization) =>
        window.Input.Channels == window.Output.Channels && window.Input.Channels >= IntegerDepthwiseLayer<TSimd, TVector>.BlockWidth
            ? IntegerDepthwiseLayer<TSimd, TVector>.Create(window, Signed(kernel), bias, requantization)
            : others.DepthwiseConvolution(window, kernel, bias, requantization);

    /// <inheritdoc/>
    public override PreparedLayer<sbyte> FullyConnected(int rows, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization)
    {
        var inputs = kernel.Length / bias.Length;
        if (inputs % 2 != 0) return others.FullyConnected(rows, kernel, bias, requantization);
        var weights = Pack(kernel, bias, requantization);
        return weights.Requantization.IsDoubled
            ? new IntegerMatrixLayer<TSimd, TVector, DoubledHalvesUp<TSimd, TVector>>(rows, weights)
            : new IntegerMatrixLayer<TSimd, TVector, AnyHalvesUp<TSimd, TVector>>(rows, weights);
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> sum, QuantizedSum rule)
    {
        // The terms have 28 bits and a sign, and no factor is greater than 1/2, so doubled sums fit.
        var isDoubled = PackedRequantization.CanBeDoubled(rule.FirstFactor) && PackedRequantization.CanBeDoubled(rule.SecondFactor)
            && PackedRequantization.CanBeDoubled(rule.ResultFactor);
        var done = isDoubled
            ? Add<DoubledHalvesAway<TSimd, TVector>>(
                first, second, sum, rule, new(rule.FirstFactor, 0), new(rule.SecondFactor, 0), new(rule.ResultFactor, rule.ResultZeroPoint), doubling: 1)
            : Add<AnyHalvesAway<TSimd, TVector>>(
                first, second, sum, rule, new(rule.FirstFactor, 0), new(rule.SecondFactor, 0), new(rule.ResultFactor, rule.ResultZeroPoint), doubling: 0);
        others.Add(first[done..], second[done..], sum[done..], rule);
    }

    /// <inheritdoc/>
    public override void Quantize(ReadOnlySpan<float> real, float scale, int zeroPoint, int lowest, Span<byte> stored)
    {
        var done = VectorizedQuantization.Quantize(real, scale, zeroPoint, lowest, stored);
        others.Quantize(real[done..], scale, zeroPoint, lowest, stored[done..]);
    }

    /// <summary>Adds all complete vectors and returns the number of elements processed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Add<TRequantizer>(
        ReadOnlySpan<sbyte> first,
        ReadOnlySpan<sbyte> second,
        Span<sbyte> sum,
        QuantizedSum rule,
        TRequantizer firstFactor,
        TRequantizer secondFactor,
        TRequantizer resultFactor,
        int doubling)
        where TRequantizer : struct, IRequantizer<TRequantizer, TVector>
    {
        var (firstZero, secondZero) = (TSimd.Broadcast(rule.FirstZeroPoint), TSimd.Broadcast(rule.SecondZeroPoint));
        var (minimum, maximum) = (TSimd.Broadcast(rule.Minimum), TSimd.Broadcast(rule.Maximum));
        var (spare, twice) = (TSimd.Broadcast(QuantizedSum.LeftShift + doubling), TSimd.Broadcast(doubling));
        first = first[..sum.Length];
        second = second[..sum.Length];
        var i = 0;
        for (; i + TSimd.Width <= sum.Length; i += TSimd.Width)
        {
            var a = firstFactor.Apply(TSimd.ShiftLeft(TSimd.Subtract(TSimd.Load(in first[i]), firstZero), spare));
            var b = secondFactor.Apply(TSimd.ShiftLeft(TSimd.Subtract(TSimd.Load(in second[i]), secondZero), spare));
            TSimd.Store(TSimd.Clamp(resultFactor.Apply(TSimd.ShiftLeft(TSimd.Add(a, b), twice)), minimum, maximum), ref sum[i]);
        }

        return i;
    }

    private static PreparedLayer<sbyte> Convolution<TRequantizer>(SlidingWindow window, PackedPairs weights, Requantization requantization)
        where TRequantizer : struct, IRequantizer<TRequantizer, TVector> => window.IsPointwise && weights.Inputs % 2 == 0
            ? new IntegerMatrixLayer<TSimd, TVector, TRequantizer>(window.OutputPixels, weights)
            : new IntegerPatchLayer<TSimd, TVector, TRequantizer>(window, weights, (sbyte)requantization.InputZeroPoint);

    private static PackedPairs Pack(ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization) =>
        new(Signed(kernel), bias, requantization, TSimd.Width);

    private static ReadOnlySpan<sbyte> Signed(ReadOnlyMemory<byte> kernel) => MemoryMarshal.Cast<byte, sbyte>(kernel.Span);
}
