using FlowerModel.Conversion.Keras;
using FlowerModel.Networks.Layers;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>Writes the layers after the base as TFLite operators, with activations fused where an operator has one.</summary>
/// <param name="graph">The graph to append the operators to.</param>
/// <param name="source">The weights file, for messages.</param>
internal sealed class HeadGraph(GraphBuilder graph, string source)
{
    private readonly HeadElementwise elementwise = new(graph);

    /// <summary>Appends the head and returns its scores, [1, number of labels].</summary>
    /// <exception cref="KerasWeightsException">The head is missing, or a layer does not fit to the layers before it.</exception>
    /// <exception cref="ArgumentException">The base's output is too small for a window of the head.</exception>
    internal static int Append(GraphBuilder graph, int input, ConversionSource source)
    {
        var weights = source.Weights;
        var head = source.Head ?? KerasHead.Find(weights, source.Base.Network)
            ?? throw new KerasWeightsException(weights.Source, "the head is missing; the weights produce features, not classes");
        var result = new HeadGraph(graph, weights.Source).Append(input, head.Layers);
        var shape = graph.Shape(result);
        if (shape is [1, var classes] && classes == source.Labels.Count) return result;
        var last = head.Layers.OfType<DenseHeadLayer>().LastOrDefault();
        throw shape.Count == 2 && last is not null
            ? new KerasShapeException(
                weights.Source, last.Name, "kernel", KerasTensor.Describe([last.Kernel.Shape[0], source.Labels.Count]), last.Kernel.ShapeText)
            : new KerasWeightsException(weights.Source, $"the head returns {KerasTensor.Describe(shape)}, not one score per class");
    }

    /// <summary>Appends global average pooling alone: the features [1, channels].</summary>
    internal static int AppendPooling(GraphBuilder graph, int input) => AppendMean(graph, input, KerasHead.PoolingName);

    private int Append(int input, IReadOnlyList<HeadLayer> layers)
    {
        var value = input;
        foreach (var layer in layers)
        {
            value = layer switch
            {
                DenseHeadLayer dense => Dense(value, dense),
                ConvolutionHeadLayer convolution => Convolve(value, convolution),
                GlobalPoolingHeadLayer pooling => PoolAll(value, pooling),
                PoolingHeadLayer pooling => Pool(value, pooling),
                FlattenHeadLayer => Flatten(value, layer.Name),
                ActivationHeadLayer activation => elementwise.Activate(value, activation.Name, activation.Activation),
                ScaleHeadLayer scale => Scale(value, scale),
                _ => throw new NotSupportedException($"layer {layer.Name} of the head cannot be written as .tflite yet ({layer.GetType().Name})"),
            };
        }

        return value;
    }

    private static int AppendMean(GraphBuilder graph, int input, string name)
    {
        var channels = graph.Image(input).Channels;
        var axes = graph.AddConstant(name + "/axes", [1, 2], 2);
        var pooled = graph.AddActivation(name, 1, channels);
        graph.AddOperator(BuiltinOperator.Mean, [input, axes], pooled, new ReducerOptions(KeepDimensions: false));
        return pooled;
    }

    private int Dense(int input, DenseHeadLayer layer)
    {
        var (name, kernel) = (layer.Name, layer.Kernel);
        if (graph.Shape(input).Count == 4)
        {
            var pointwise = new KerasTensor(kernel.Name, [1, 1, .. kernel.Shape], kernel.Values);
            return Convolve(input, new ConvolutionHeadLayer(name, pointwise, layer.Bias, 1, PaddingMode.Valid, layer.Activation));
        }

        var (inputs, outputs) = (graph.Shape(input)[1], layer.Bias.Count);
        Require(layer, kernel, inputs, outputs);
        var weights = graph.AddConstant(name + "/kernel", KernelLayout.ToOutputFirst(kernel.Values, outputs), outputs, inputs);
        var bias = graph.AddConstant(name + "/bias", [.. layer.Bias], outputs);
        var (fused, remaining) = HeadElementwise.Fused(layer.Activation);
        var result = graph.AddActivation(name, 1, outputs);
        graph.AddOperator(
            BuiltinOperator.FullyConnected,
            [input, weights, bias],
            result,
            new FullyConnectedOptions(fused, 0, KeepDimensions: false, AsymmetricQuantizeInputs: false));
        return elementwise.Activate(result, $"{name}/{HeadElementwise.NameOf(remaining)}", remaining);
    }

    private int Convolve(int input, ConvolutionHeadLayer layer)
    {
        var (name, kernel, filters) = (layer.Name, layer.Kernel, layer.Bias.Count);
        var (height, width, inputs) = graph.Image(input);
        var size = kernel.Shape[0];
        if (layer.Padding == PaddingMode.Valid && Math.Min(height, width) < size)
        {
            throw new ArgumentException(
                $"the base outputs {height} by {width} features, too few for the head's {size} by {size} convolution: "
                + "use images of at least 96 pixels or the linear head");
        }

        Require(layer, kernel, size, size, inputs, filters);
        var weights = new ConvolutionWeights(
            name, IsDepthwise: false, size, inputs, KernelLayout.ToOutputFirst(kernel.Values, filters), [.. layer.Bias]);
        var (fused, remaining) = HeadElementwise.Fused(layer.Activation);
        var result = graph.AddConvolution(name, input, weights, layer.Stride, Of(layer.Padding), fused);
        return elementwise.Activate(result, $"{name}/{HeadElementwise.NameOf(remaining)}", remaining);
    }

    private int PoolAll(int input, GlobalPoolingHeadLayer layer)
    {
        if (layer.Kind == PoolingKind.Average) return AppendMean(graph, input, layer.Name);
        var (height, width, channels) = graph.Image(input);
        var largest = graph.AddActivation(layer.Name + "/max", 1, 1, 1, channels);
        graph.AddOperator(
            BuiltinOperator.MaxPool2D, [input], largest, new Pool2DOptions(Padding.Valid, width, height, width, height, FusedActivation.None));
        return Flatten(largest, layer.Name);
    }

    private int Pool(int input, PoolingHeadLayer layer)
    {
        var (height, width, channels) = graph.Image(input);
        int Size(int size) => layer.Padding.OutputSize(size, layer.Size, layer.Stride);
        if (layer.Padding == PaddingMode.Valid && Math.Min(height, width) < layer.Size)
            throw new KerasWeightsException(source, $"layer {layer.Name} pools {layer.Size} by {layer.Size} values, but the base outputs {height} by {width}");
        var result = graph.AddActivation(layer.Name, 1, Size(height), Size(width), channels);
        graph.AddOperator(
            layer.Kind == PoolingKind.Max ? BuiltinOperator.MaxPool2D : BuiltinOperator.AveragePool2D,
            [input],
            result,
            new Pool2DOptions(Of(layer.Padding), layer.Stride, layer.Stride, layer.Size, layer.Size, FusedActivation.None));
        return result;
    }

    private int Flatten(int input, string name)
    {
        if (graph.Shape(input) is not [_, var height, var width, var channels]) return input;
        int[] shape = [1, height * width * channels];
        var constant = graph.AddConstant(name + "/shape", shape, 2);
        var result = graph.AddActivation(name, shape);
        graph.AddOperator(BuiltinOperator.Reshape, [input, constant], result, new ReshapeOptions(shape));
        return result;
    }

    private int Scale(int input, ScaleHeadLayer layer)
    {
        var (channels, found) = (graph.Shape(input)[^1], layer.Scale.Count);
        return found == channels || found == 1 ? elementwise.Scale(input, layer)
            : throw new KerasWeightsException(source, $"layer {layer.Name} normalizes {found} channels, but the layers before it return {channels}");
    }

    private void Require(HeadLayer layer, KerasTensor kernel, params int[] shape)
    {
        if (!kernel.Shape.SequenceEqual(shape))
            throw new KerasShapeException(source, layer.Name, kernel.Name, KerasTensor.Describe(shape), kernel.ShapeText);
    }

    private static Padding Of(PaddingMode padding) => padding == PaddingMode.Same ? Padding.Same : Padding.Valid;
}
