using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Packing;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>Implements the common interface with the vectorized int8 kernels.</summary>
/// <typeparam name="TSimd">The operations of the vector.</typeparam>
/// <typeparam name="TVector">The vector of ints.</typeparam>
/// <typeparam name="TGroups">How products take their inputs.</typeparam>
/// <param name="others">Kernels for layers that these do not cover: narrower ones, for layers with fewer channels, or the reference kernels.</param>
internal sealed class VectorizedIntegerKernels<TSimd, TVector, TGroups>(IntegerKernels others) : IntegerKernels
    where TSimd : struct, IIntegerSimd<TVector>
    where TVector : struct
    where TGroups : struct, IInputGroups<TVector>
{
    /// <inheritdoc/>
    public override PreparedLayer<sbyte> Convolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization)
    {
        return requantization.KernelZeroPoint != 0
            ? Convolution<WordPairs<TSimd, TVector>>(window, kernel, bias, requantization)
            : Convolution<TGroups>(window, kernel, bias, requantization);
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
        if (inputs % TGroups.Size != 0 || (TGroups.Size > 2 && requantization.KernelZeroPoint != 0))
            return others.FullyConnected(rows, kernel, bias, requantization);
        var weights = Pack<TGroups>(kernel, bias, requantization);
        return weights.Requantization.IsDoubled
            ? new IntegerMatrixLayer<TSimd, TVector, TGroups, DoubledHalvesUp<TSimd, TVector>>(rows, weights)
            : new IntegerMatrixLayer<TSimd, TVector, TGroups, AnyHalvesUp<TSimd, TVector>>(rows, weights);
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

    private static PreparedLayer<sbyte> Convolution<T>(SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization)
        where T : struct, IInputGroups<TVector>
    {
        var weights = Pack<T>(kernel, bias, requantization);
        return weights.Requantization.IsDoubled
            ? Convolution<T, DoubledHalvesUp<TSimd, TVector>>(window, weights, requantization)
            : Convolution<T, AnyHalvesUp<TSimd, TVector>>(window, weights, requantization);
    }

    private static PreparedLayer<sbyte> Convolution<T, TRequantizer>(SlidingWindow window, PackedGroups weights, Requantization requantization)
        where T : struct, IInputGroups<TVector>
        where TRequantizer : struct, IRequantizer<TRequantizer, TVector> => window.IsPointwise && weights.Inputs % T.Size == 0
            ? new IntegerMatrixLayer<TSimd, TVector, T, TRequantizer>(window.OutputPixels, weights)
            : new IntegerPatchLayer<TSimd, TVector, T, TRequantizer>(window, weights, (sbyte)requantization.InputZeroPoint);

    private static PackedGroups Pack<T>(ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization)
        where T : struct, IInputGroups<TVector> => new(Signed(kernel), bias, requantization, TSimd.Width, T.Size, T.InputOffset);

    private static ReadOnlySpan<sbyte> Signed(ReadOnlyMemory<byte> kernel) => MemoryMarshal.Cast<byte, sbyte>(kernel.Span);
}
