using FlowerModel.Conversion.Keras;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>
/// MobileNetV2 without its top as TFLite operators. Results are named after the last Keras layer that was fused into the operator.
/// </summary>
/// <remarks>
/// Before a 3 by 3 convolution of stride 2 Keras pads by hand (<c>correct_pad</c>: 0 before and 1 after for an even size, 1 and 1 for
/// an odd one) and then convolves 'valid'. TFLite's SAME lays exactly those zeros, so no PAD is written.
/// </remarks>
internal static class BaseGraph
{
    /// <summary>Appends the base and returns its output, [1, size / 32, size / 32, 1280] for alpha up to 1.</summary>
    /// <exception cref="KerasWeightsException">A weight is missing or has another shape.</exception>
    internal static int Append(GraphBuilder graph, int input, MobileNetV2Options options, KerasWeights weights)
    {
        var value = input;
        foreach (var stage in KerasMobileNetV2.Stages)
        {
            var outputs = options.Channels(stage.Index);
            value = stage.Index switch
            {
                0 => Convolve(graph, value, weights, stage.Name, "bn_" + stage.Name, stage.Name + "_relu", 3, stage.Stride, outputs),
                _ when stage.Expansion == 0 =>
                    Convolve(graph, value, weights, stage.Name, stage.Name + "_bn", "out_relu", 1, stage.Stride, outputs),
                _ => Block(graph, value, weights, stage, outputs),
            };
        }

        return value;
    }

    /// <summary>An inverted residual block (Sandler et al. 2018, figure 3d).</summary>
    private static int Block(GraphBuilder graph, int input, KerasWeights weights, MobileNetStage stage, int outputs)
    {
        var name = stage.Name;
        var inputs = graph.Image(input).Channels;
        var value = input;
        if (stage.Expansion > 1)
        {
            value = Convolve(
                graph, value, weights, name + "_expand", name + "_expand_BN", name + "_expand_relu", 1, 1, inputs * stage.Expansion);
        }

        var depthwise = BatchNormFolding.FoldDepthwise(
            weights, name + "_depthwise", name + "_depthwise_BN", graph.Image(value).Channels);
        value = graph.AddConvolution(name + "_depthwise_relu", value, depthwise, stage.Stride, Padding.Same, FusedActivation.Relu6);
        value = Convolve(
            graph, value, weights, name + "_project", name + "_project_BN", name + "_project_BN", 1, 1, outputs, FusedActivation.None);
        if (stage.Stride != 1 || inputs != outputs) return value;

        var (height, width, channels) = graph.Image(value);
        var sum = graph.AddActivation(name + "_add", 1, height, width, channels);
        graph.AddOperator(BuiltinOperator.Add, [input, value], sum, new AddOptions(FusedActivation.None));
        return sum;
    }

    private static int Convolve(
        GraphBuilder graph, int input, KerasWeights weights, string layer, string norm, string result, int size, int stride, int outputs,
        FusedActivation activation = FusedActivation.Relu6)
    {
        var folded = BatchNormFolding.Fold(weights, layer, norm, size, graph.Image(input).Channels, outputs);
        return graph.AddConvolution(result, input, folded, stride, Padding.Same, activation);
    }
}
