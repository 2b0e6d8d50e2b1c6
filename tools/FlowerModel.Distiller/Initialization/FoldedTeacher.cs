using FlowerModel.Conversion.Keras;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Initialization;

/// <summary>The teacher's convolutions with their BatchNorm folded into kernel and bias.</summary>
/// <param name="source">The teacher's weights.</param>
internal sealed class FoldedTeacher(KerasWeights source)
{
    /// <summary>A convolution's kernel in Keras' layout and its bias.</summary>
    /// <param name="convolution">Name of the convolution.</param>
    /// <param name="norm">Name of its BatchNorm.</param>
    /// <exception cref="KerasWeightsException">A layer or a weight is missing.</exception>
    public (Tensor Kernel, Tensor Bias) Unit(string convolution, string norm)
    {
        var isDepthwise = source.Find(convolution)?.Find("depthwise_kernel") is not null;
        var scale = Read(norm, "gamma") / (Read(norm, "moving_variance") + StudentLayers.Epsilon).sqrt();
        var kernel = Read(convolution, isDepthwise ? "depthwise_kernel" : "kernel");
        return (kernel * (isDepthwise ? scale.view(1, 1, -1, 1) : scale), Read(norm, "beta") - (Read(norm, "moving_mean") * scale));
    }

    private Tensor Read(string layer, string weight)
    {
        var found = source.Find(layer)?.Find(weight) ?? throw new KerasWeightsException(source.Source, $"layer {layer} has no weight {weight}");
        return tensor(found.Values, [.. found.Shape.Select(size => (long)size)]);
    }
}
