using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Float32;

/// <summary>A convolution that no BatchNorm follows: its kernel in TFLite's layout, and its bias, which is zero if the layer has none.</summary>
internal static class PlainConvolution
{
    /// <summary>Returns the weights of a convolution.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="network">The network that contains the layer.</param>
    /// <param name="layer">The convolution, regular or depthwise.</param>
    /// <exception cref="KerasWeightsException">A weight is missing or has the wrong shape.</exception>
    internal static ConvolutionWeights Of(KerasWeights weights, SizedNetwork network, Layer layer)
    {
        var isDepthwise = layer is DepthwiseConvolutionLayer;
        var (inputs, outputs) = (network.InputsOf(layer)[0].Channels, network.ShapeOf(layer).Channels);
        var shapes = network.WeightsOf(layer);
        var original = Values(shapes[0]);
        var kernel = isDepthwise ? original : KernelLayout.ToOutputFirst(original, outputs);
        var bias = shapes.Count > 1 ? Values(shapes[1]) : new float[outputs];
        return new ConvolutionWeights(layer.Name, isDepthwise, ((IWindowedLayer)layer).KernelSize, inputs, kernel, bias);

        float[] Values(WeightShape shape) => weights.Require(layer.Name, shape.Name, [.. shape.Shape]).Values;
    }
}
