using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Initialization;

/// <summary>Collects the student's layers in Keras' layout.</summary>
internal sealed class StudentLayers
{
    /// <summary>Epsilon of MobileNetV2's BatchNorm layers.</summary>
    public const double Epsilon = 1e-3;

    private readonly List<KerasLayer> layers = [];

    /// <summary>The collected layers.</summary>
    public KerasWeights ToWeights() => new(layers, "the narrowed teacher");

    /// <summary>
    /// Adds a convolution and its BatchNorm. BatchNorm makes the norm of a kernel irrelevant; it is set to 1 per output channel, so that a
    /// step of the optimizer has a similar effect everywhere.
    /// </summary>
    /// <param name="convolution">Name of the convolution.</param>
    /// <param name="norm">Name of its BatchNorm.</param>
    /// <param name="kernelName"><c>kernel</c> or <c>depthwise_kernel</c>.</param>
    /// <param name="kernel">The kernel in Keras' layout.</param>
    /// <param name="bias">The bias, [channels].</param>
    /// <param name="mean">Mean of the output, [channels].</param>
    /// <param name="variance">Variance of the output, [channels].</param>
    public void AddUnit(string convolution, string norm, string kernelName, Tensor kernel, Tensor bias, Tensor mean, Tensor variance)
    {
        var values = kernel.to(ScalarType.Float64);
        var isDepthwise = kernelName == "depthwise_kernel";
        var flat = isDepthwise ? values.view(-1, values.shape[2]) : values.reshape(-1, values.shape[3]);
        var factor = 1 / (flat.square().sum(dim: 0).sqrt() + 1e-12);
        values = isDepthwise ? values * factor.view(1, 1, -1, 1) : values * factor;
        var (movingMean, movingVariance) = ((mean - bias) * factor, variance.clamp_min(0) * factor.square());
        var gamma = (movingVariance + Epsilon).sqrt() / factor;
        layers.Add(new KerasLayer(convolution, [Weight(kernelName, values)]));
        layers.Add(new KerasLayer(
            norm, [Weight("gamma", gamma), Weight("beta", mean), Weight("moving_mean", movingMean), Weight("moving_variance", movingVariance)]));
    }

    private static KerasTensor Weight(string name, Tensor values) =>
        new(name, [.. values.shape.Select(size => (int)size)], TensorData.ToArray(values.to(ScalarType.Float32)));
}
