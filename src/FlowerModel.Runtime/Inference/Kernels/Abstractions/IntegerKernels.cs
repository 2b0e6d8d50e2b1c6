using FlowerModel.Runtime.Inference.Kernels.Arithmetic;

namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>
/// The int8 operators that take most of the time. All implementations return the same integers; the layouts are those of
/// <see cref="FloatKernels"/>.
/// </summary>
internal abstract class IntegerKernels
{
    /// <summary>CONV_2D.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">int8: output channels, height, width, input channels.</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="requantization">How sums are converted to results.</param>
    public abstract PreparedLayer<sbyte> Convolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization);

    /// <summary>DEPTHWISE_CONV_2D: output channel <c>c * multiplier + m</c> sees input channel <c>c</c>.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">int8: height, width, output channels.</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="requantization">How sums are converted to results.</param>
    public abstract PreparedLayer<sbyte> DepthwiseConvolution(
        SlidingWindow window, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization);

    /// <summary>FULLY_CONNECTED.</summary>
    /// <param name="rows">The number of input rows.</param>
    /// <param name="kernel">int8: outputs x inputs.</param>
    /// <param name="bias">One value per output.</param>
    /// <param name="requantization">How sums are converted to results.</param>
    public abstract PreparedLayer<sbyte> FullyConnected(int rows, ReadOnlyMemory<byte> kernel, int[] bias, Requantization requantization);

    /// <summary>ADD of two tensors of the same shape.</summary>
    public abstract void Add(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> sum, QuantizedSum rule);

    /// <summary>QUANTIZE to int8 or uint8.</summary>
    /// <param name="real">Real numbers.</param>
    /// <param name="scale">The real value of one stored step.</param>
    /// <param name="zeroPoint">The stored value of 0.</param>
    /// <param name="lowest">The lowest stored value: -128 or 0.</param>
    /// <param name="stored">Receives the low eight bits of each stored value.</param>
    public abstract void Quantize(ReadOnlySpan<float> real, float scale, int zeroPoint, int lowest, Span<byte> stored);
}
