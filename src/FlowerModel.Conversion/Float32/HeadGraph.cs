using FlowerModel.Conversion.Keras;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>The layers after the base: a convolution if the head has one, global average pooling, a dense layer, softmax.</summary>
internal static class HeadGraph
{
    /// <summary>Appends the head and returns its probabilities, [1, number of labels].</summary>
    /// <exception cref="KerasWeightsException">A weight is missing or has the wrong shape.</exception>
    /// <exception cref="ArgumentException">The base's output is too small for the head's convolution.</exception>
    internal static int Append(GraphBuilder graph, int input, ConversionSource source)
    {
        var (weights, classes) = (source.Weights, source.Labels.Count);
        var head = KerasHead.Find(weights, source.Base.Network)
            ?? throw new KerasWeightsException(weights.Source, "the head is missing; the weights produce features, not classes");
        var value = head.Convolution is { } convolution ? AppendConvolution(graph, input, weights, convolution) : input;
        value = AppendPooling(graph, value, out var channels);

        var name = head.Dense.Name;
        var kernel = graph.AddConstant(
            name + "/kernel",
            KernelLayout.ToOutputFirst(weights.Require(name, "kernel", channels, classes).Values, classes),
            classes,
            channels);
        var bias = graph.AddConstant(name + "/bias", head.Bias, classes);
        var logits = graph.AddActivation(name, 1, classes);
        graph.AddOperator(
            BuiltinOperator.FullyConnected,
            [value, kernel, bias],
            logits,
            new FullyConnectedOptions(FusedActivation.None, 0, KeepDimensions: false, AsymmetricQuantizeInputs: false));
        var probabilities = graph.AddActivation(name + "/softmax", 1, classes);
        graph.AddOperator(BuiltinOperator.Softmax, [logits], probabilities, new SoftmaxOptions(1));
        return probabilities;
    }

    /// <summary>Appends global average pooling alone: the features [1, channels].</summary>
    internal static int AppendPooling(GraphBuilder graph, int input, out int channels)
    {
        channels = graph.Image(input).Channels;
        var axes = graph.AddConstant("global_average_pooling2d/axes", [1, 2], 2);
        var pooled = graph.AddActivation("global_average_pooling2d", 1, channels);
        graph.AddOperator(BuiltinOperator.Mean, [input, axes], pooled, new ReducerOptions(KeepDimensions: false));
        return pooled;
    }

    private static int AppendConvolution(GraphBuilder graph, int input, KerasWeights weights, KerasLayer layer)
    {
        var (height, _, inputs) = graph.Image(input);
        if (height < KerasHead.KernelSize)
        {
            throw new ArgumentException(
                $"the base outputs {height} by {height} features, too few for the head's {KerasHead.KernelSize} by {KerasHead.KernelSize} convolution: "
                + "use images of at least 96 pixels or the linear head");
        }

        var (name, bias) = (layer.Name, layer.Find("bias")!.Values);
        var filters = bias.Length;
        var kernel = weights.Require(name, "kernel", KerasHead.KernelSize, KerasHead.KernelSize, inputs, filters).Values;
        var weightsOfLayer = new ConvolutionWeights(
            name, IsDepthwise: false, KerasHead.KernelSize, inputs, KernelLayout.ToOutputFirst(kernel, filters), bias);
        return graph.AddConvolution(name, input, weightsOfLayer, stride: 1, Padding.Valid, FusedActivation.Relu);
    }
}
