using FlowerModel.Networks.Layers;
using FlowerModel.Training.Kernels;
using FlowerModel.Training.Layers;

namespace FlowerModel.Training.Graphs;

/// <summary>
/// Turns a list of layers into one of <see cref="TrainedLayer"/>. Zeros before a window, a batch normalization with fixed statistics behind a
/// convolution, and ReLU or ReLU6 become part of the layer that they stand by, where nothing else takes in what lies between.
/// </summary>
/// <param name="layers">The layers in order.</param>
/// <param name="inputName">Name of what the first takes in.</param>
/// <param name="inputShape">Its shape for one image.</param>
/// <param name="options">What is trained.</param>
internal sealed class TrainingGraphBuilder(IReadOnlyList<Layer> layers, string inputName, FeatureShape inputShape, GraphOptions options)
{
    private readonly Dictionary<string, FeatureMap> maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Input, ZeroPadding Zeros)> paddings = new(StringComparer.Ordinal);
    private readonly HashSet<Layer> fused = [];
    private readonly List<TrainedLayer> built = [];

    /// <summary>Builds the graph.</summary>
    /// <exception cref="NotSupportedException">There is a layer that cannot be trained.</exception>
    public TrainingGraph Build()
    {
        var input = maps[inputName] = new FeatureMap(inputShape, options.InputGradient);
        foreach (var layer in layers.Where(layer => !fused.Contains(layer))) Add(layer);
        return new TrainingGraph(input, built, options);
    }

    private void Add(Layer layer)
    {
        switch (layer)
        {
            case ZeroPaddingLayer padding when ConsumersOf(padding).All(consumer => consumer is IWindowedLayer { Padding: PaddingMode.Valid }):
                paddings[padding.Name] = (padding.Input, padding.Zeros);
                break;
            case ConvolutionLayer or DepthwiseConvolutionLayer:
                AddConvolution(layer, (IWindowedLayer)layer);
                break;
            case DenseLayer:
                AddDense(layer);
                break;
            case BatchNormalizationLayer normalization:
                AddBatchNorm(normalization);
                break;
            case ActivationLayer activation:
                Append(activation, (i, o) => TrainedActivation.Create(layer.Name, options.Kernels, i[0], o, activation.Activation));
                break;
            case AddLayer:
                Append(layer, (i, o) => new TrainedAdd(layer.Name, options.Kernels, i[0], i[1], o));
                break;
            case MultiplyLayer:
                Append(layer, (i, o) => new TrainedMultiply(layer.Name, options.Kernels, i[0], i[1], o));
                break;
            case GlobalPoolingLayer { Kind: PoolingKind.Average }:
                Append(layer, (i, o) => new TrainedPooling(layer.Name, options.Kernels, i[0], o));
                break;
            case PoolingLayer { Kind: PoolingKind.Max } pooling:
                AddMaxPooling(pooling);
                break;
            case ChannelScaleLayer scale:
                Append(layer, (i, o) => new TrainedScale(layer.Name, options.Kernels, i[0], o, scale.Scale, scale.Shift));
                break;
            case OffsetLayer:
                Append(layer, (i, o) => new TrainedOffset(layer.Name, options.Kernels, i[0], o, WeightsOf(layer, i[0].Map.Shape)[0]));
                break;
            case DropoutLayer dropout:
                Append(layer, (i, o) => new TrainedDropout(layer.Name, options.Kernels, i[0], o, dropout.Rate, built.Count));
                break;
            default:
                throw new NotSupportedException($"layer {layer.Name} cannot be trained");
        }
    }

    private void AddConvolution(Layer layer, IWindowedLayer sizes)
    {
        var (input, window, _) = WindowOf(layer, sizes);
        var shape = input.Map.Shape;
        var weights = WeightsOf(layer, shape);
        var last = layer;
        NormalizationWeights? norm = null;
        if (OnlyConsumerOf(layer) is BatchNormalizationLayer next && !TakesBatchStatistics(next))
            (norm, last) = (NormalizationOf(next, OutputShape(layer, shape)), Fuse(next));
        var depthwise = layer is DepthwiseConvolutionLayer;
        var columns = depthwise ? shape.Channels : weights[0].Shape[^1];
        var folded = new FoldedKernel(options.Kernels, weights[0], weights.ElementAtOrDefault(1), norm, columns);
        var output = OutputOf(last, new FeatureShape(window.OutputHeight, window.OutputWidth, columns), input.Map.NeedsGradient || AnyTrained(folded.Weights));
        built.Add(depthwise
            ? new TrainedDepthwise(layer.Name, options.Kernels, input, output, folded, window)
            : new TrainedConvolution(layer.Name, options.Kernels, input, output, folded, window));
    }

    private void AddMaxPooling(PoolingLayer layer)
    {
        var (input, window, hasZeros) = WindowOf(layer, layer);
        var output = maps[layer.Name] = new FeatureMap(new FeatureShape(window.OutputHeight, window.OutputWidth, window.Channels), input.Map.NeedsGradient);
        built.Add(new TrainedMaxPooling(layer.Name, options.Kernels, input, output, window, hasZeros));
    }

    private (LayerInput Input, WindowGeometry Window, bool HasZeros) WindowOf(Layer layer, IWindowedLayer sizes)
    {
        ZeroPadding? zeros = paddings.TryGetValue(layer.Inputs[0], out var padding) ? padding.Zeros : null;
        var input = new LayerInput(maps[zeros is null ? layer.Inputs[0] : padding.Input]);
        var shape = input.Map.Shape;
        var (top, bottom) = zeros?.Of(shape.Height) ?? sizes.Padding.Zeros(shape.Height, sizes.KernelSize, sizes.Stride);
        var (left, right) = zeros?.Of(shape.Width) ?? sizes.Padding.Zeros(shape.Width, sizes.KernelSize, sizes.Stride);
        if (sizes.KernelSize > WindowGeometry.MaxKernelSize) throw new NotSupportedException($"layer {layer.Name} cannot be trained: its kernel is too great");
        int Outputs(int size) => ((size - sizes.KernelSize) / sizes.Stride) + 1;
        return (input, new WindowGeometry(
            shape.Height, shape.Width, shape.Channels, sizes.KernelSize, sizes.Stride, top, left,
            Outputs(shape.Height + top + bottom), Outputs(shape.Width + left + right)), zeros is not null);
    }

    private void AddDense(Layer layer)
    {
        var input = new LayerInput(maps[layer.Inputs[0]]);
        if (input.Map.Positions != 1) throw new NotSupportedException($"layer {layer.Name} cannot be trained: its input is not pooled");
        var weights = WeightsOf(layer, input.Map.Shape);
        var folded = new FoldedKernel(options.Kernels, weights[0], weights[1], null, weights[1].Values.Length);
        var output = OutputOf(layer, OutputShape(layer, input.Map.Shape), input.Map.NeedsGradient || AnyTrained(weights));
        var window = new WindowGeometry(1, 1, input.Map.Size, 1, 1, 0, 0, 1, 1);
        built.Add(new TrainedConvolution(layer.Name, options.Kernels, input, output, folded, window));
    }

    private void AddBatchNorm(BatchNormalizationLayer layer)
    {
        var input = new LayerInput(maps[layer.Input]);
        var norm = NormalizationOf(layer, input.Map.Shape);
        double? momentum = TakesBatchStatistics(layer) ? options.Momentum ?? layer.Momentum : null;
        built.Add(new TrainedBatchNorm(
            layer.Name, options.Kernels, input, OutputOf(layer, input.Map.Shape, input.Map.NeedsGradient || AnyTrained(norm.All)), norm, momentum,
            options.MicroBatches, options.MicroBatchSize));
    }

    private void Append(Layer layer, Func<IReadOnlyList<LayerInput>, FeatureMap, TrainedLayer> make)
    {
        LayerInput[] inputs = [.. layer.Inputs.Select(input => new LayerInput(maps[input]))];
        var output = new FeatureMap(layer.OutputShape([.. inputs.Select(input => input.Map.Shape)]), inputs.Any(input => input.Map.NeedsGradient));
        maps[layer.Name] = output;
        built.Add(make(inputs, output));
    }

    /// <summary>The output of a layer that can have ReLU or ReLU6 fused, under the name of the last layer that is part of it.</summary>
    private FeatureMap OutputOf(Layer layer, FeatureShape shape, bool needsGradient)
    {
        var clamp = ClampRange.None;
        if (OnlyConsumerOf(layer) is ActivationLayer { Activation: ActivationFunction.Relu or ActivationFunction.Relu6 } activation)
        {
            clamp = new ClampRange(0, activation.Activation == ActivationFunction.Relu6 ? 6 : float.PositiveInfinity);
            layer = Fuse(activation);
        }

        return maps[layer.Name] = new FeatureMap(shape, needsGradient) { Clamp = clamp };
    }

    private Layer Fuse(Layer layer)
    {
        fused.Add(layer);
        return layer;
    }

    private bool TakesBatchStatistics(BatchNormalizationLayer layer) => options.BatchStatistics && IsTrained(layer);

    private bool IsTrained(Layer layer) => layer.Index >= options.TrainFrom;

    private static bool AnyTrained(IEnumerable<TrainedWeight> weights) => weights.Any(weight => weight.IsTrained);

    private NormalizationWeights NormalizationOf(BatchNormalizationLayer layer, FeatureShape shape)
    {
        var weights = WeightsOf(layer, shape);
        weights[0].Values.Span.Fill(1);
        weights[3].Values.Span.Fill(1);
        return new NormalizationWeights(weights[0], weights[1], weights[2], weights[3], layer.Epsilon);
    }

    private TrainedWeight[] WeightsOf(Layer layer, FeatureShape input) =>
        [.. layer.Weights([input]).Select(weight => new TrainedWeight(layer.Name, weight.Name, weight.Shape, IsTrained(layer) && !IsFixed(weight)))];

    private static bool IsFixed(WeightShape weight) => weight.Name is "moving_mean" or "moving_variance" or OffsetLayer.Weight;

    private static FeatureShape OutputShape(Layer layer, FeatureShape input) => layer.OutputShape([input]);

    private Layer? OnlyConsumerOf(Layer layer) => ConsumersOf(layer).ToList() is [var only] ? only : null;

    private IEnumerable<Layer> ConsumersOf(Layer layer) => layers.Where(other => other.Inputs.Contains(layer.Name));
}
