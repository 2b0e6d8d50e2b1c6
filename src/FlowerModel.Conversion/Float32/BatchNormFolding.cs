using FlowerModel.Conversion.Keras;

namespace FlowerModel.Conversion.Float32;

/// <summary>
/// Folds BatchNorm into the convolution before it: with fixed statistics BatchNorm is <c>scale * x + shift</c> per channel, so the
/// scale goes into the kernel and the shift becomes the bias. Computed in double precision.
/// </summary>
internal static class BatchNormFolding
{
    /// <summary>Keras' MobileNetV2 gives this to all its BatchNormalization layers.</summary>
    private const double Epsilon = 1e-3;

    /// <summary>A convolution of <paramref name="size"/> by <paramref name="size"/> (Keras' kernel is HWIO) and its BatchNorm.</summary>
    /// <exception cref="KerasWeightsException">A weight is missing, has another shape, or folds to something infinite.</exception>
    internal static ConvolutionWeights Fold(KerasWeights weights, string layer, string norm, int size, int inputs, int outputs)
    {
        var kernel = KernelLayout.ToOutputFirst(weights.Require(layer, "kernel", size, size, inputs, outputs).Values, outputs);
        var (scale, bias) = ScaleAndShift(weights, norm, outputs);
        var perOutput = kernel.Length / outputs;
        for (var i = 0; i < kernel.Length; i++) kernel[i] = (float)(kernel[i] * scale[i / perOutput]);
        return Checked(weights, new ConvolutionWeights(layer, IsDepthwise: false, size, inputs, kernel, bias));
    }

    /// <summary>A 3 by 3 depthwise convolution (Keras' HWC1 has the memory order of TFLite's 1HWC) and its BatchNorm.</summary>
    /// <exception cref="KerasWeightsException">As for <see cref="Fold"/>.</exception>
    internal static ConvolutionWeights FoldDepthwise(KerasWeights weights, string layer, string norm, int channels)
    {
        var original = weights.Require(layer, "depthwise_kernel", 3, 3, channels, 1).Values;
        var (scale, bias) = ScaleAndShift(weights, norm, channels);
        var kernel = new float[original.Length];
        for (var i = 0; i < kernel.Length; i++) kernel[i] = (float)(original[i] * scale[i % channels]);
        return Checked(weights, new ConvolutionWeights(layer, IsDepthwise: true, 3, channels, kernel, bias));
    }

    private static (double[] Scale, float[] Shift) ScaleAndShift(KerasWeights weights, string norm, int channels)
    {
        var gamma = weights.Require(norm, "gamma", channels).Values;
        var beta = weights.Require(norm, "beta", channels).Values;
        var mean = weights.Require(norm, "moving_mean", channels).Values;
        var variance = weights.Require(norm, "moving_variance", channels).Values;
        var scale = new double[channels];
        var shift = new float[channels];
        for (var i = 0; i < channels; i++)
        {
            scale[i] = gamma[i] / Math.Sqrt(variance[i] + Epsilon);
            shift[i] = (float)(beta[i] - mean[i] * scale[i]);
        }

        return (scale, shift);
    }

    private static ConvolutionWeights Checked(KerasWeights weights, ConvolutionWeights folded) =>
        folded.Kernel.All(float.IsFinite) && folded.Bias.All(float.IsFinite)
            ? folded
            : throw new KerasWeightsException(
                weights.Source,
                $"{folded.KernelName} is not finite once BatchNorm is folded in; the training diverged or the file is damaged");
}
