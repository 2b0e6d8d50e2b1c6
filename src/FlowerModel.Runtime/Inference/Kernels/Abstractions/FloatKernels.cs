namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>
/// The float operators that take most of the time and therefore have several implementations. All other operators have only the
/// scalar implementation in <see cref="Reference"/>.
/// </summary>
internal abstract class FloatKernels
{
    /// <summary>CONV_2D.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">Output channels, height, width, input channels.</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="activation">Limits of the result.</param>
    public abstract PreparedLayer<float> Convolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation);

    /// <summary>DEPTHWISE_CONV_2D: output channel <c>c * multiplier + m</c> sees input channel <c>c</c>.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">Height, width, output channels.</param>
    /// <param name="bias">One value per output channel.</param>
    /// <param name="activation">Limits of the result.</param>
    public abstract PreparedLayer<float> DepthwiseConvolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation);

    /// <summary>FULLY_CONNECTED.</summary>
    /// <param name="rows">The number of input rows.</param>
    /// <param name="kernel">Outputs x inputs.</param>
    /// <param name="bias">One value per output.</param>
    /// <param name="activation">Limits of the result.</param>
    public abstract PreparedLayer<float> FullyConnected(int rows, float[] kernel, float[] bias, ActivationRange activation);

    /// <summary>ADD of two tensors of the same shape.</summary>
    public abstract void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> sum, ActivationRange activation);

    /// <summary>MUL: element i of the product is element i of the first times element i modulo its length of the second.</summary>
    /// <param name="first">As many elements as the product.</param>
    /// <param name="factors">A divisor of that number, for example one factor per channel.</param>
    /// <param name="product">Receives the products.</param>
    /// <param name="activation">Limits of the result.</param>
    public abstract void Multiply(ReadOnlySpan<float> first, ReadOnlySpan<float> factors, Span<float> product, ActivationRange activation);

    /// <summary>HARD_SWISH: <c>x * relu6(x + 3) / 6</c>.</summary>
    public abstract void HardSwish(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>MEAN over height and width: one number per image and channel.</summary>
    public abstract void SpatialMean(ReadOnlySpan<float> input, Nhwc shape, Span<float> output);
}
