using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Float32;

/// <summary>
/// Folds BatchNorm into the convolution before it: with fixed statistics BatchNorm is <c>scale * x + shift</c> per channel, so the
/// scale goes into the kernel and the shift becomes the bias. Computed in double precision.
/// </summary>
internal static class BatchNormFolding
{
    /// <summary>
    /// Folds a BatchNorm into the convolution before it. Keras stores kernels as HWIO; depthwise ones, HWC1, have the memory order of TFLite's 1HWC.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="network">The network that contains the layers.</param>
    /// <param name="layer">The convolution, regular or depthwise.</param>
    /// <param name="norm">The BatchNorm.</param>
    /// <exception cref="KerasWeightsException">A weight is missing, has the wrong shape, or is not finite after folding.</exception>
    /// <exception cref="NotSupportedException">The convolution has its own bias.</exception>
    internal static ConvolutionWeights Fold(KerasWeights weights, SizedNetwork network, Layer layer, BatchNormalizationLayer norm)
    {
        if (network.WeightsOf(layer) is not [var shape])
            throw new NotSupportedException($"layer {layer.Name} has both a bias and a BatchNorm; a convolution before a BatchNorm must have no bias");
        var isDepthwise = layer is DepthwiseConvolutionLayer;
        var (inputs, outputs) = (network.InputsOf(layer)[0].Channels, network.ShapeOf(layer).Channels);
        var original = weights.Require(layer.Name, shape.Name, [.. shape.Shape]).Values;
        var kernel = isDepthwise ? (float[])original.Clone() : KernelLayout.ToOutputFirst(original, outputs);
        var (scale, bias) = ScaleAndShift(weights, norm, outputs);
        var perOutput = kernel.Length / outputs;
        for (var i = 0; i < kernel.Length; i++) kernel[i] = (float)(kernel[i] * scale[isDepthwise ? i % outputs : i / perOutput]);
        return Checked(weights, new ConvolutionWeights(layer.Name, isDepthwise, ((IWindowedLayer)layer).KernelSize, inputs, kernel, bias));
    }

    private static (double[] Scale, float[] Shift) ScaleAndShift(KerasWeights weights, BatchNormalizationLayer norm, int channels)
    {
        float[] Values(string name) => weights.Require(norm.Name, name, channels).Values;
        var (gamma, beta, mean, variance) = (Values("gamma"), Values("beta"), Values("moving_mean"), Values("moving_variance"));
        var scale = new double[channels];
        var shift = new float[channels];
        for (var i = 0; i < channels; i++)
        {
            scale[i] = gamma[i] / Math.Sqrt(variance[i] + norm.Epsilon);
            shift[i] = (float)(beta[i] - mean[i] * scale[i]);
        }

        return (scale, shift);
    }

    private static ConvolutionWeights Checked(KerasWeights weights, ConvolutionWeights folded) =>
        folded.Kernel.All(float.IsFinite) && folded.Bias.All(float.IsFinite)
            ? folded
            : throw new KerasWeightsException(
                weights.Source,
                $"{folded.KernelName} is not finite after folding BatchNorm; the training diverged or the file is damaged");
}
