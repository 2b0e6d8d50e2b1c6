using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Float32;

/// <summary>
/// Writes a network without its top as TFLite operators. BatchNorm is folded and activations are fused, so each output is named after
/// the last Keras layer merged into its operator.
/// </summary>
/// <param name="graph">The graph to append the operators to.</param>
/// <param name="network">The network, its width and image size.</param>
/// <param name="weights">The network's weights.</param>
internal sealed class BaseGraph(GraphBuilder graph, SizedNetwork network, KerasWeights weights)
{
    private readonly ElementwiseGraph elementwise = new(graph);

    // Output tensor of each layer written so far, by layer name.
    private readonly Dictionary<string, int> tensors = new(StringComparer.Ordinal);

    /// <summary>Appends the network and returns its output, [1, height, width, channels].</summary>
    /// <param name="image">Index of the image tensor.</param>
    /// <exception cref="KerasWeightsException">A weight is missing or has the wrong shape.</exception>
    /// <exception cref="NotSupportedException">A layer has no matching operator yet.</exception>
    internal int Append(int image)
    {
        Append(image, network.Network.Blocks.Count);
        return TensorOf(network.Layers[^1]);
    }

    /// <summary>Appends the blocks before a boundary.</summary>
    /// <param name="image">Index of the image tensor.</param>
    /// <param name="boundary">Number of blocks.</param>
    /// <exception cref="KerasWeightsException">A weight is missing or has the wrong shape.</exception>
    /// <exception cref="NotSupportedException">A layer has no matching operator yet.</exception>
    internal void Append(int image, int boundary)
    {
        foreach (var layer in network.Layers.Where(layer => layer.Block < boundary && !tensors.ContainsKey(layer.Name)))
        {
            switch (layer)
            {
                case InputLayer:
                    tensors.Add(layer.Name, image);
                    break;
                case ZeroPaddingLayer padding:
                    tensors.Add(layer.Name, IsSame(padding) ? tensors[padding.Input] : Pad(padding));
                    break;
                case ConvolutionLayer or DepthwiseConvolutionLayer:
                    Convolve(layer, (IWindowedLayer)layer);
                    break;
                case AddLayer:
                    Add(layer);
                    break;
                case MultiplyLayer multiply:
                    tensors.Add(layer.Name, elementwise.Multiply(layer.Name, tensors[multiply.Input], tensors[multiply.Factors]));
                    break;
                case ActivationLayer activation:
                    tensors.Add(layer.Name, elementwise.Activate(layer.Name, tensors[activation.Input], activation.Activation));
                    break;
                case ChannelScaleLayer scale:
                    tensors.Add(layer.Name, elementwise.Scale(layer.Name, tensors[scale.Input], [.. scale.Scale], [.. scale.Shift]));
                    break;
                case OffsetLayer offset:
                    tensors.Add(layer.Name, Offset(offset));
                    break;
                case PoolingLayer pooling:
                    tensors.Add(layer.Name, Pool(pooling));
                    break;
                case GlobalPoolingLayer { Kind: PoolingKind.Average } pooling:
                    tensors.Add(layer.Name, Average(pooling));
                    break;
                default:
                    throw new NotSupportedException($"layer {layer.Name} of {network.Network.Name} cannot be written as .tflite yet ({layer.GetType().Name})");
            }
        }
    }

    /// <summary>Index of the tensor with a layer's output.</summary>
    internal int TensorOf(Layer layer) => tensors[layer.Name];

    /// <summary>Appends a convolution merged with the BatchNorm and the activation that follow it.</summary>
    private void Convolve(Layer layer, IWindowedLayer window)
    {
        var norm = OnlyConsumer(layer) as BatchNormalizationLayer;
        var convolution = norm is null ? PlainConvolution.Of(weights, network, layer) : BatchNormFolding.Fold(weights, network, layer, norm);
        var linear = norm ?? layer;
        var (last, fused) = FuseInto(linear);
        var input = network.Layers.First(other => other.Name == layer.Inputs[0]);
        var isSame = window.Padding == PaddingMode.Same || (input is ZeroPaddingLayer padding && IsSame(padding));
        var result = graph.AddConvolution(
            last.Name, tensors[input.Name], convolution, window.Stride, isSame ? Padding.Same : Padding.Valid, fused);
        foreach (var name in (string[])[layer.Name, linear.Name, last.Name]) tensors[name] = result;
    }

    /// <summary>The activation that a layer's operator can apply itself, and the last layer that is then part of the operator.</summary>
    private (Layer Last, FusedActivation Activation) FuseInto(Layer layer) =>
        OnlyConsumer(layer) is ActivationLayer activation && Fused(activation.Activation) is { } fused ? (activation, fused) : (layer, FusedActivation.None);

    private static FusedActivation? Fused(ActivationFunction activation) => activation switch
    {
        ActivationFunction.Linear => FusedActivation.None,
        ActivationFunction.Relu => FusedActivation.Relu,
        ActivationFunction.Relu6 => FusedActivation.Relu6,
        _ => null,
    };

    /// <summary>
    /// True if a layer pads exactly as TFLite's SAME would for the following convolution, so that no PAD is needed.
    /// </summary>
    private bool IsSame(ZeroPaddingLayer padding)
    {
        if (OnlyConsumer(padding) is not (ConvolutionLayer or DepthwiseConvolutionLayer)) return false;
        var window = (IWindowedLayer)OnlyConsumer(padding)!;
        if (window.Padding != PaddingMode.Valid) return false;
        var shape = network.InputsOf(padding)[0];
        return IsSameFor(shape.Height) && IsSameFor(shape.Width);

        bool IsSameFor(int size) => padding.Zeros.Of(size) == PaddingMode.Same.Zeros(size, window.KernelSize, window.Stride);
    }

    private int Pad(ZeroPaddingLayer layer)
    {
        var input = network.InputsOf(layer)[0];
        var ((top, bottom), (left, right)) = (layer.Zeros.Of(input.Height), layer.Zeros.Of(input.Width));
        var zeros = graph.AddConstant(layer.Name + "/paddings", [0, 0, top, bottom, left, right, 0, 0], 4, 2);
        var result = graph.AddActivation(layer.Name, ShapeOf(layer));
        graph.AddOperator(BuiltinOperator.Pad, [tensors[layer.Input], zeros], result, options: null);
        return result;
    }

    private void Add(Layer layer)
    {
        var (last, fused) = FuseInto(layer);
        var result = graph.AddActivation(last.Name, ShapeOf(layer));
        graph.AddOperator(BuiltinOperator.Add, [.. layer.Inputs.Select(input => tensors[input])], result, new AddOptions(fused));
        foreach (var name in (string[])[layer.Name, last.Name]) tensors[name] = result;
    }

    private int Average(GlobalPoolingLayer layer)
    {
        var axes = graph.AddConstant(layer.Name + "/axes", [1, 2], 2);
        var result = graph.AddActivation(layer.Name, ShapeOf(layer));
        graph.AddOperator(BuiltinOperator.Mean, [tensors[layer.Input], axes], result, new ReducerOptions(KeepDimensions: true));
        return result;
    }

    private int Offset(OffsetLayer layer)
    {
        var shape = network.WeightsOf(layer)[0];
        var values = weights.Require(layer.Name, shape.Name, [.. shape.Shape]).Values;
        var constant = graph.AddConstant(layer.Name + "/" + shape.Name, values, ShapeOf(layer));
        var result = graph.AddActivation(layer.Name, ShapeOf(layer));
        graph.AddOperator(BuiltinOperator.Add, [tensors[layer.Input], constant], result, new AddOptions(FusedActivation.None));
        return result;
    }

    private int Pool(PoolingLayer layer)
    {
        var result = graph.AddActivation(layer.Name, ShapeOf(layer));
        var padding = layer.Padding == PaddingMode.Same ? Padding.Same : Padding.Valid;
        var (size, stride) = (layer.KernelSize, layer.Stride);
        graph.AddOperator(
            layer.Kind == PoolingKind.Max ? BuiltinOperator.MaxPool2D : BuiltinOperator.AveragePool2D,
            [tensors[layer.Input]],
            result,
            new Pool2DOptions(padding, stride, stride, size, size, FusedActivation.None));
        return result;
    }

    private int[] ShapeOf(Layer layer)
    {
        var (height, width, channels) = network.ShapeOf(layer);
        return [1, height, width, channels];
    }

    /// <summary>The only layer that uses a layer's output; null if several or none do.</summary>
    private Layer? OnlyConsumer(Layer layer)
    {
        var consumers = network.Layers.Where(other => other.Inputs.Contains(layer.Name)).Take(2).ToArray();
        return consumers.Length == 1 ? consumers[0] : null;
    }
}
