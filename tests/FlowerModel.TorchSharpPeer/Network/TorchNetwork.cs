using FlowerModel.Conversion.Keras;
using FlowerModel.Networks.Layers;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Network;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FlowerModel.TorchSharpPeer.Network;

/// <summary>
/// A network without its top in TorchSharp, built from its description and divided into blocks so that it can run from one boundary to another.
/// </summary>
/// <remarks>Tensors are [batch, channels, height, width] in channels-last strides, on which convolutions are fastest.</remarks>
public sealed class TorchNetwork : Module<Tensor, Tensor>
{
    private readonly List<TorchBlock> blocks = [];

    private TorchNetwork(SizedNetwork network)
        : base(nameof(TorchNetwork))
    {
        Description = network;
        foreach (var block in network.Network.Blocks)
        {
            var built = new TorchBlock(network, block);
            blocks.Add(built);
            register_module(block.Name, built);
        }
    }

    /// <summary>The network, its width and image size.</summary>
    public SizedNetwork Description { get; }

    /// <summary>The trainable parameters with the Keras layer they belong to, in model order.</summary>
    public IEnumerable<(Layer Layer, Parameter Parameter)> LayerParameters => Units.SelectMany(unit => unit.LayerParameters);

    /// <summary>Creates a base with random weights, as Keras does with <c>weights=None</c>.</summary>
    public static TorchNetwork Create(SizedNetwork description, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(description);
        var network = Load(description, InitialWeights.OfBase(description, seed));
        network.BeganAtRandom = true;
        foreach (var unit in network.Units) unit.StartStatistics();
        return network;
    }

    /// <summary>Creates a base with the given weights.</summary>
    /// <exception cref="KerasWeightsException">A layer is missing or has the wrong shape.</exception>
    public static TorchNetwork Load(SizedNetwork description, KerasWeights weights)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(weights);
        var network = new TorchNetwork(description);
        foreach (var unit in network.Units) unit.Load(weights);
        return network;
    }

    /// <summary>True if the weights started at random, so that BatchNorm has no statistics yet.</summary>
    public bool BeganAtRandom { get; private set; }

    /// <summary>The weights in Keras' layout.</summary>
    public KerasWeights ToKerasWeights() =>
        new(Units.SelectMany(unit => unit.Save()), "the base in training");

    private IEnumerable<ConvolutionUnit> Units => blocks.SelectMany(block => block.Units);

    /// <summary>Runs the whole base.</summary>
    /// <param name="input">[batch, 3, size, size], normalized as the network requires, in channels-last strides.</param>
    /// <returns>[batch, channels, height, width], see <see cref="SizedNetwork.Output"/>.</returns>
    public override Tensor forward(Tensor input) => Run(input, 0, blocks.Count);

    /// <summary>Runs the blocks between two boundaries (see <see cref="Tap.Boundary"/>).</summary>
    public Tensor Run(Tensor input, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(input);
        var value = input;
        for (var index = from; index < to; index++) value = TorchBlock.Next(value, blocks[index].forward(value), input);
        return value;
    }

    /// <summary>Folds BatchNorm into the kernels of the blocks before a boundary; they can no longer be trained.</summary>
    public void FoldForInference(int before)
    {
        foreach (var unit in blocks.Take(before).SelectMany(block => block.Units)) unit.FoldForInference();
    }

    /// <summary>Makes the layers from <paramref name="from"/> on trainable and freezes those before it.</summary>
    /// <param name="from">First Keras layer that is trained.</param>
    /// <param name="batchNorm">The BatchNorm mode of the trained layers; frozen layers always use their moving averages.</param>
    /// <param name="momentum">Keras' momentum of the moving averages; null for each layer's own.</param>
    /// <returns>The parameters to train.</returns>
    public IReadOnlyList<Parameter> Unfreeze(Layer from, BatchNormMode batchNorm, double? momentum = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        foreach (var unit in Units)
        {
            unit.Mode = batchNorm;
            unit.StatisticsRate = 1 - (momentum ?? unit.Momentum);
        }

        var trained = new List<Parameter>();
        foreach (var (layer, parameter) in LayerParameters)
        {
            parameter.requires_grad = layer.Index >= from.Index;
            if (parameter.requires_grad) trained.Add(parameter);
        }

        return trained;
    }

    /// <summary>Restarts the estimation of BatchNorm's statistics with the next batches in training mode; does nothing if they were loaded.</summary>
    internal void RestartStatistics()
    {
        foreach (var unit in Units) unit.RestartStatistics();
    }
}
