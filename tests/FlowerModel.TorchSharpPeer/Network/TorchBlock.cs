using FlowerModel.Networks.Layers;
using FlowerModel.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.TorchSharpPeer.Network;

/// <summary>A block of a network: a sequence of convolutions with BatchNorm and activation, and an optional shortcut.</summary>
internal sealed class TorchBlock : Module<Tensor, Tensor>
{
    private readonly List<(ConvolutionUnit Unit, ActivationFunction Activation)> steps = [];
    private readonly bool hasShortcut;

    /// <summary>Builds a block from its layers; the kernels are zero.</summary>
    /// <exception cref="NotSupportedException">Training a layer, or the order of layers, is not supported yet.</exception>
    public TorchBlock(SizedNetwork network, Block block)
        : base(block.Name)
    {
        ZeroPaddingLayer? padding = null;
        Layer? convolution = null;
        var previous = network.Network.BoundaryLayer(block.Index).Name;
        var input = previous;
        foreach (var layer in network.Layers.Where(layer => layer.Block == block.Index && layer is not InputLayer))
        {
            if (!layer.Inputs.Contains(previous)) throw NotSupported(network, layer);
            switch (layer)
            {
                case ZeroPaddingLayer zeros:
                    padding = zeros;
                    break;
                case ConvolutionLayer { HasBias: false } or DepthwiseConvolutionLayer { HasBias: false }:
                    convolution = layer;
                    break;
                case BatchNormalizationLayer norm when convolution is not null:
                    steps.Add((new ConvolutionUnit(convolution, norm, network.InputsOf(convolution)[0].Channels, padding), ActivationFunction.Linear));
                    (convolution, padding) = (null, null);
                    break;
                case ActivationLayer { Activation: ActivationFunction.Linear or ActivationFunction.Relu or ActivationFunction.Relu6 } activation
                    when steps.Count > 0:
                    steps[^1] = (steps[^1].Unit, activation.Activation);
                    break;
                case AddLayer when layer.Inputs.Contains(input) && layer.Index == block.Last:
                    hasShortcut = true;
                    break;
                default:
                    throw NotSupported(network, layer);
            }

            previous = layer.Name;
        }

        foreach (var (unit, _) in steps) register_module(unit.GetName(), unit);
    }

    /// <summary>The convolutions in order.</summary>
    public IEnumerable<ConvolutionUnit> Units => steps.Select(step => step.Unit);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var value = input;
        foreach (var (unit, activation) in steps) value = Next(value, Run(unit, activation, value), input);
        return hasShortcut ? Next(value, input + value, input) : value;
    }

    /// <summary>
    /// Releases an intermediate value as soon as the next one exists, so that a forward pass needs memory for its largest layer only, not for
    /// all layers. The backward pass keeps its own references.
    /// </summary>
    internal static Tensor Next(Tensor value, Tensor next, Tensor input)
    {
        if (!ReferenceEquals(value, input) && !ReferenceEquals(value, next)) value.Dispose();
        return next;
    }

    private static Tensor Run(ConvolutionUnit unit, ActivationFunction activation, Tensor input)
    {
        using var scope = NewDisposeScope();
        var value = unit.forward(input);
        value = activation switch
        {
            ActivationFunction.Relu => functional.relu(value, inplace: true),
            ActivationFunction.Relu6 => functional.relu6(value, inplace: true),
            _ => value,
        };
        return value.MoveToOuterDisposeScope();
    }

    private static NotSupportedException NotSupported(SizedNetwork network, Layer layer) =>
        new($"layer {layer.Name} of {network.Network.Name} cannot be trained yet");
}
