using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>A layer with a kernel, and the indices of its tensors.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Input">The input activation.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Bias">The bias; null if there is none.</param>
/// <param name="Output">The output activation.</param>
internal sealed record LayerView(Operator Operator, int Input, int Kernel, int? Bias, int Output)
{
    /// <summary>The value at which ReLU6 clips.</summary>
    internal const double Relu6Cut = 6;

    /// <summary>The fused activation.</summary>
    internal FusedActivation Activation => Operator.Options switch
    {
        Conv2DOptions options => options.Activation,
        DepthwiseConv2DOptions options => options.Activation,
        FullyConnectedOptions options => options.Activation,
        _ => FusedActivation.None,
    };

    /// <summary>The layer's operator with another fused activation.</summary>
    internal Operator WithActivation(FusedActivation activation) => Operator with
    {
        Options = Operator.Options switch
        {
            Conv2DOptions options => options with { Activation = activation },
            DepthwiseConv2DOptions options => options with { Activation = activation },
            FullyConnectedOptions options => options with { Activation = activation },
            var options => options,
        },
    };

    internal bool IsDepthwise => Operator.Code == BuiltinOperator.DepthwiseConv2D;

    /// <summary>The layers of a graph whose kernels are constants, in order.</summary>
    internal static IEnumerable<LayerView> Of(Subgraph graph) => graph.Operators
        .Where(op => KernelLayers.Has(op.Code))
        .Select(op => new LayerView(
            op,
            op.Inputs[0],
            op.Inputs[KernelLayers.Kernel],
            op.Inputs.Count > KernelLayers.Bias && op.Inputs[KernelLayers.Bias] != Tflite.Operator.NoTensor ? op.Inputs[KernelLayers.Bias] : null,
            op.Outputs[0]))
        .Where(layer => graph.Tensors[layer.Kernel].IsConstant);
}
