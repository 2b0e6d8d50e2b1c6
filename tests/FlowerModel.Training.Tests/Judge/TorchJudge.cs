using FlowerModel.Networks.Layers;
using FlowerModel.Training.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.Training.Tests.Judge;

/// <summary>The same layers in TorchSharp, one by one as they are listed, in double precision, with weights under Keras' names.</summary>
internal sealed class TorchJudge : IDisposable
{
    private readonly IReadOnlyList<Layer> layers;
    private readonly string inputName;
    private readonly FeatureShape inputShape;
    private readonly bool batchStatistics;

    public TorchJudge(IReadOnlyList<Layer> layers, string inputName, FeatureShape inputShape, TrainingGraph graph)
    {
        (this.layers, this.inputName, this.inputShape, batchStatistics) = (layers, inputName, inputShape, graph.Options.BatchStatistics);
        foreach (var weight in graph.Weights)
        {
            var value = tensor(weight.Values.Span.ToArray(), [.. weight.Shape.Select(size => (long)size)]).to(float64);
            Weights.Add($"{weight.Layer}/{weight.Name}", value.requires_grad_(weight.Name is not ("moving_mean" or "moving_variance" or OffsetLayer.Weight)));
        }
    }

    public Dictionary<string, Tensor> Weights { get; } = [];

    /// <summary>Outputs [images, all], for inputs NHWC.</summary>
    public Tensor Forward(Tensor input)
    {
        var values = new Dictionary<string, Tensor>
        {
            [inputName] = input.reshape(-1, inputShape.Height, inputShape.Width, inputShape.Channels).permute(0, 3, 1, 2),
        };
        foreach (var layer in layers) values[layer.Name] = Apply(layer, [.. layer.Inputs.Select(name => values[name])]);
        return values[layers[^1].Name].permute(0, 2, 3, 1).flatten(1);
    }

    public void Dispose()
    {
        foreach (var weight in Weights.Values) weight.Dispose();
    }

    private Tensor Apply(Layer layer, Tensor[] x)
    {
        Tensor W(string name) => Weights[$"{layer.Name}/{name}"];
        switch (layer)
        {
            case ZeroPaddingLayer padding:
                var (top, bottom) = padding.Zeros.Of((int)x[0].shape[2]);
                var (left, right) = padding.Zeros.Of((int)x[0].shape[3]);
                return functional.pad(x[0], [left, right, top, bottom]);
            case ConvolutionLayer convolution:
                return functional.conv2d(
                    Pad(x[0], convolution), W("kernel").permute(3, 2, 0, 1), convolution.HasBias ? W("bias") : null, [convolution.Stride, convolution.Stride]);
            case DepthwiseConvolutionLayer convolution:
                return functional.conv2d(
                    Pad(x[0], convolution), W("depthwise_kernel").permute(2, 3, 0, 1), convolution.HasBias ? W("bias") : null,
                    [convolution.Stride, convolution.Stride], groups: x[0].shape[1]);
            case BatchNormalizationLayer norm:
                return functional.batch_norm(
                    x[0], W("moving_mean"), W("moving_variance"), W("gamma"), W("beta"), batchStatistics, 1 - norm.Momentum, norm.Epsilon);
            case ActivationLayer { Activation: var function }:
                return function switch
                {
                    ActivationFunction.Relu => functional.relu(x[0]),
                    ActivationFunction.Relu6 => functional.relu6(x[0]),
                    ActivationFunction.Sigmoid => x[0].sigmoid(),
                    ActivationFunction.HardSigmoid => functional.hardsigmoid(x[0]),
                    ActivationFunction.Swish => functional.silu(x[0]),
                    ActivationFunction.HardSwish => functional.hardswish(x[0]),
                    _ => x[0],
                };
            case AddLayer:
                return x[0] + x[1];
            case MultiplyLayer:
                return x[0] * x[1];
            case GlobalPoolingLayer:
                return x[0].mean([2, 3], keepdim: true);
            case PoolingLayer { Kind: PoolingKind.Max } pooling:
                var (before, below) = pooling.Padding.Zeros((int)x[0].shape[2], pooling.KernelSize, pooling.Stride);
                var (ahead, behind) = pooling.Padding.Zeros((int)x[0].shape[3], pooling.KernelSize, pooling.Stride);
                var padded = functional.pad(x[0], [ahead, behind, before, below], PaddingModes.Constant, double.NegativeInfinity);
                return functional.max_pool2d(padded, [pooling.KernelSize, pooling.KernelSize], [pooling.Stride, pooling.Stride]);
            case ChannelScaleLayer scale:
                return (x[0] * tensor(scale.Scale.ToArray()).to(float64).reshape(1, -1, 1, 1)) + tensor(scale.Shift.ToArray()).to(float64).reshape(1, -1, 1, 1);
            case OffsetLayer:
                return x[0] + W(OffsetLayer.Weight).permute(2, 0, 1);
            case DropoutLayer { Rate: 0 }:
                return x[0];
            case DenseLayer:
                return (x[0].flatten(1).matmul(W("kernel")) + W("bias")).unsqueeze(2).unsqueeze(3);
            default:
                throw new NotSupportedException(layer.Name);
        }
    }

    private static Tensor Pad(Tensor x, IWindowedLayer layer)
    {
        var (top, bottom) = layer.Padding.Zeros((int)x.shape[2], layer.KernelSize, layer.Stride);
        var (left, right) = layer.Padding.Zeros((int)x.shape[3], layer.KernelSize, layer.Stride);
        return functional.pad(x, [left, right, top, bottom]);
    }
}
