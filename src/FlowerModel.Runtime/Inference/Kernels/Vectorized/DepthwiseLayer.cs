using FlowerModel.Runtime.Inference.Kernels.Abstractions;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>A depthwise convolution with one output per input channel.</summary>
/// <param name="window">Shapes, strides, padding; at most <see cref="DepthwiseRows{TSimd, TVector}.MaxTaps"/> taps.</param>
/// <param name="kernel">Kernel height, kernel width, channels.</param>
/// <param name="bias">One value per channel.</param>
/// <param name="activation">Limits of the result.</param>
internal sealed unsafe class DepthwiseLayer<TSimd, TVector>(SlidingWindow window, float[] kernel, float[] bias, ActivationRange activation)
    : PreparedLayer<float>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    public override int MaxParts => window.OutputRows;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<float> input, Span<float> output, Span<byte> scratch, Part part)
    {
        // The kernels do not check bounds, so these slices do.
        var (images, height, width, channels) = window.Input;
        input = input[..checked(images * height * width * channels)];
        output = output[..checked(window.OutputPixels * channels)];
        var end = new ClampEnd(activation.Minimum, activation.Maximum);
        fixed (float* x = input, k = kernel, b = bias, y = output)
            DepthwiseRows<TSimd, TVector>.Run(window, x, k, channels, new SumStart(false, b), end, y, part.Of(window.OutputRows));
    }
}
