namespace FlowerModel.Runtime.Inference.Kernels.Abstractions;

/// <summary>
/// The float operators that most of the time goes into, and of which there are several implementations. All others have only the
/// scalar one in <see cref="Reference"/>.
/// </summary>
internal abstract class FloatKernels
{
    /// <summary>CONV_2D.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">Output channels, height, width, input channels.</param>
    /// <param name="bias">One for each output channel.</param>
    /// <param name="activation">Limits of the result.</param>
    public abstract PreparedLayer<float> Convolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation);

    /// <summary>DEPTHWISE_CONV_2D: output channel <c>c * multiplier + m</c> sees input channel <c>c</c>.</summary>
    /// <param name="window">Shapes, strides, padding.</param>
    /// <param name="kernel">Height, width, output channels.</param>
    /// <param name="bias">One for each output channel.</param>
    /// <param name="activation">Limits of the result.</param>
    public abstract PreparedLayer<float> DepthwiseConvolution(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation);

    /// <summary>FULLY_CONNECTED.</summary>
    /// <param name="rows">Rows of the input.</param>
    /// <param name="kernel">Outputs by inputs.</param>
    /// <param name="bias">One for each output.</param>
    /// <param name="activation">Limits of the result.</param>
    public abstract PreparedLayer<float> FullyConnected(int rows, float[] kernel, float[] bias, ActivationRange activation);

    /// <summary>ADD of two tensors of one shape.</summary>
    public abstract void Add(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> sum, ActivationRange activation);

    /// <summary>MEAN over height and width: one number for each image and channel.</summary>
    public abstract void SpatialMean(ReadOnlySpan<float> input, Nhwc shape, Span<float> output);
}
