using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>Implements the common interface with the scalar int8 kernels.</summary>
internal sealed class ReferenceIntegerKernels : IntegerKernels
{
    /// <inheritdoc/>
    public override PreparedLayer<sbyte> Convolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization) =>
        new Layer((input, output) => QuantizedConvolution.Run(window, input, Signed(kernel), bias, requantization, output));

    /// <inheritdoc/>
    public override PreparedLayer<sbyte> DepthwiseConvolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization) =>
        new Layer((input, output) => QuantizedConvolution.RunDepthwise(window, input, Signed(kernel), bias, requantization, output));

    /// <inheritdoc/>
    public override PreparedLayer<sbyte> FullyConnected(int rows, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization) =>
        new Layer((input, output) => QuantizedConvolution.RunFullyConnected(input, Signed(kernel), bias, requantization, output));

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> sum, QuantizedSum rule)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] = rule.Store(first[i], second[i]);
    }

    /// <inheritdoc/>
    public override void Quantize(ReadOnlySpan<float> real, float scale, int zeroPoint, int lowest, Span<byte> stored)
    {
        for (var i = 0; i < real.Length; i++)
            stored[i] = unchecked((byte)AffineQuantization.Store(real[i], scale, zeroPoint, lowest, lowest + byte.MaxValue));
    }

    private static ReadOnlySpan<sbyte> Signed(ReadOnlyMemory<byte> kernel) => MemoryMarshal.Cast<byte, sbyte>(kernel.Span);

    private delegate void Kernel(ReadOnlySpan<sbyte> input, Span<sbyte> output);

    private sealed class Layer(Kernel kernel) : PreparedLayer<sbyte>
    {
        public override int MaxParts => 1;

        public override void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, Span<byte> scratch, Part part) => kernel(input, output);
    }
}
