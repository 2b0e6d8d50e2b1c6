using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>
/// The int8 operators that most of the time goes into. All implementations give the same integers; layouts are those of
/// <see cref="FloatKernels"/>.
/// </summary>
internal abstract class IntegerKernels
{
    /// <summary>CONV_2D.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">int8: output channels, height, width, input channels.</param>
    /// <param name="bias">One for each output channel.</param>
    /// <param name="requantization">How sums become results.</param>
    public abstract PreparedLayer<sbyte> Convolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization);

    /// <summary>DEPTHWISE_CONV_2D: output channel <c>c * multiplier + m</c> sees input channel <c>c</c>.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">int8: height, width, output channels.</param>
    /// <param name="bias">One for each output channel.</param>
    /// <param name="requantization">How sums become results.</param>
    public abstract PreparedLayer<sbyte> DepthwiseConvolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization);

    /// <summary>FULLY_CONNECTED.</summary>
    /// <param name="rows">Rows of the input.</param>
    /// <param name="kernel">int8: outputs by inputs.</param>
    /// <param name="bias">One for each output.</param>
    /// <param name="requantization">How sums become results.</param>
    public abstract PreparedLayer<sbyte> FullyConnected(int rows, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization);

    /// <summary>ADD of two tensors of one shape.</summary>
    public abstract void Add(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> sum, QuantizedSum rule);

    /// <summary>QUANTIZE to int8 or uint8.</summary>
    /// <param name="real">Real numbers.</param>
    /// <param name="scale">Step of the stored integers.</param>
    /// <param name="zeroPoint">Stored value of 0.</param>
    /// <param name="lowest">Least stored value: -128 or 0.</param>
    /// <param name="stored">Receives the low eight bits of each stored value.</param>
    public abstract void Quantize(ReadOnlySpan<float> real, float scale, int zeroPoint, int lowest, Span<byte> stored);
}
