using FlowerModel.Conversion.Keras;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>What follows the base: a convolution where the head has one, global average pooling, dense layer, softmax.</summary>
internal static class HeadGraph
{
    private const string Convolution = "conv2d";
    private const string Dense = "dense";
    private const int KernelSize = 3;

    /// <summary>Appends the head and returns its probabilities, [1, <paramref name="classes"/>].</summary>
    /// <exception cref="KerasWeightsException">A weight is missing or has another shape.</exception>
    /// <exception cref="ArgumentException">The base's output is too small for the head's convolution.</exception>
    internal static int Append(GraphBuilder graph, int input, KerasWeights weights, int classes)
    {
        var value = weights.Find(Convolution) is { } convolution ? AppendConvolution(graph, input, weights, convolution) : input;
        value = AppendPooling(graph, value, out var channels);

        var kernel = graph.AddConstant(
            Dense + "/kernel",
            KernelLayout.ToOutputFirst(weights.Require(Dense, "kernel", channels, classes).Values, classes),
            classes,
            channels);
        var bias = graph.AddConstant(Dense + "/bias", weights.Require(Dense, "bias", classes).Values, classes);
        var logits = graph.AddActivation(Dense, 1, classes);
        graph.AddOperator(
            BuiltinOperator.FullyConnected,
            [value, kernel, bias],
            logits,
            new FullyConnectedOptions(FusedActivation.None, 0, KeepDimensions: false, AsymmetricQuantizeInputs: false));
        var probabilities = graph.AddActivation(Dense + "/softmax", 1, classes);
        graph.AddOperator(BuiltinOperator.Softmax, [logits], probabilities, new SoftmaxOptions(1));
        return probabilities;
    }

    /// <summary>Appends global average pooling alone: the features [1, channels].</summary>
    internal static int AppendPooling(GraphBuilder graph, int input, out int channels)
    {
        channels = graph.Picture(input).Channels;
        var axes = graph.AddConstant("global_average_pooling2d/axes", [1, 2]);
        var pooled = graph.AddActivation("global_average_pooling2d", 1, channels);
        graph.AddOperator(BuiltinOperator.Mean, [input, axes], pooled, new ReducerOptions(KeepDimensions: false));
        return pooled;
    }

    private static int AppendConvolution(GraphBuilder graph, int input, KerasWeights weights, KerasLayer layer)
    {
        var (height, _, inputs) = graph.Picture(input);
        if (height < KernelSize)
        {
            throw new ArgumentException(
                $"the base gives {height} by {height} features, too few for the head's {KernelSize} by {KernelSize} convolution: "
                + "choose pictures of at least 96 pixels or the linear head");
        }

        var filters = layer.Find("bias")?.Values.Length ?? 0;
        var kernel = weights.Require(Convolution, "kernel", KernelSize, KernelSize, inputs, filters).Values;
        var bias = weights.Require(Convolution, "bias", filters).Values;
        var weightsOfLayer = new ConvolutionWeights(
            Convolution, IsDepthwise: false, KernelSize, inputs, KernelLayout.ToOutputFirst(kernel, filters), bias);
        return graph.AddConvolution(Convolution, input, weightsOfLayer, stride: 1, Padding.Valid, FusedActivation.Relu);
    }
}
