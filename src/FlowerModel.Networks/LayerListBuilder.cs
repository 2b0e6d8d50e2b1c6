using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>Builds a list of layers, block by block. The input of a layer is the previous layer unless it names its inputs.</summary>
/// <param name="batchNorm">Epsilon and momentum of the network's batch normalization.</param>
internal sealed class LayerListBuilder(BatchNormalization batchNorm)
{
    private readonly List<Layer> layers = [];
    private readonly List<Block> blocks = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Name of the last layer added.</summary>
    public string Last => layers[layers.Count - 1].Name;

    /// <summary>Returns the finished list.</summary>
    public LayerList Build() => new(layers, blocks);

    /// <summary>Starts a block; the layers that follow belong to it.</summary>
    public LayerListBuilder Block(string name)
    {
        blocks.Add(new Block(blocks.Count, name, layers.Count, layers.Count - 1));
        return this;
    }

    public LayerListBuilder Input(string name) => Add(new InputLayer(name));

    public LayerListBuilder Convolution(
        string name, int channels, int kernelSize = 1, int stride = 1, PaddingMode padding = PaddingMode.Same, bool bias = false) =>
        Add(new ConvolutionLayer(name, Last, channels, kernelSize, stride, padding, bias));

    public LayerListBuilder DepthwiseConvolution(string name, int kernelSize, int stride = 1, PaddingMode padding = PaddingMode.Same) =>
        Add(new DepthwiseConvolutionLayer(name, Last, kernelSize, stride, padding, HasBias: false));

    public LayerListBuilder ZeroPadding(string name, ZeroPadding zeros) => Add(new ZeroPaddingLayer(name, Last, zeros));

    public LayerListBuilder BatchNormalization(string name) => Add(new BatchNormalizationLayer(name, Last, batchNorm.Epsilon, batchNorm.Momentum));

    public LayerListBuilder Activation(string name, ActivationFunction activation) => Add(new ActivationLayer(name, Last, activation));

    public LayerListBuilder Add(string name, string other) => Add(new AddLayer(name, other, Last));

    /// <summary>Adds a layer of any kind.</summary>
    /// <exception cref="ArgumentException">Its name is already used, or an input does not exist.</exception>
    public LayerListBuilder Add(Layer layer)
    {
        if (layer.Inputs.FirstOrDefault(input => !names.Contains(input)) is { } missing)
            throw new ArgumentException($"the input {missing} of layer {layer.Name} is not an earlier layer", nameof(layer));
        if (!names.Add(layer.Name)) throw new ArgumentException($"there are two layers named {layer.Name}", nameof(layer));
        var block = blocks[blocks.Count - 1];
        blocks[blocks.Count - 1] = block with { Last = layers.Count };
        layers.Add(layer with { Index = layers.Count, Block = block.Index });
        return this;
    }
}

/// <summary>The parameters that all batch normalization layers of a network share.</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">The fraction of the moving averages that is kept at each training step.</param>
internal sealed record BatchNormalization(double Epsilon, double Momentum);

/// <summary>The layers of a network at one width, and the blocks they form.</summary>
/// <param name="Layers">The layers, in order.</param>
/// <param name="Blocks">The blocks, in order.</param>
internal sealed record LayerList(IReadOnlyList<Layer> Layers, IReadOnlyList<Block> Blocks);
