using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Graphs;

namespace FlowerModel.Trainer.Training;

/// <summary>The shape of a head.</summary>
internal sealed record HeadOptions
{
    /// <summary>Filters of the convolution in a <see cref="HeadKind.Conv"/> head.</summary>
    public const int Filters = 32;

    /// <summary>Kind of head.</summary>
    public HeadKind Kind { get; init; }

    /// <summary>Number of classes, at least 2.</summary>
    public required int Classes { get; init; }

    /// <summary>Share of the values that dropout clears while training, 0 to below 1.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>The tap of the base for training only this head.</summary>
    /// <param name="network">The base.</param>
    public Tap TapOf(NetworkDescription network) => TapOf(Kind, network);

    /// <summary>The tap of the base for training only a head of the given kind.</summary>
    /// <param name="kind">Kind of head.</param>
    /// <param name="network">The base.</param>
    public static Tap TapOf(HeadKind kind, NetworkDescription network) => kind == HeadKind.Conv ? Tap.Output(network) : Tap.PooledOutput(network);

    /// <summary>The layers of the head, from the base's output to the logits; softmax is left to the loss and to the converter.</summary>
    /// <param name="input">Name of the layer whose output the head receives.</param>
    public IReadOnlyList<Layer> Layers(string input) => Kind == HeadKind.Conv
        ? HeadLists.Convolution(input, Filters, Classes, Dropout)
        : HeadLists.Linear(input, Classes, Dropout);

    /// <summary>Creates random weights with Keras' initializers.</summary>
    /// <param name="inputs">Channels of the base's output.</param>
    /// <param name="seed">Seed of the kernels.</param>
    public KerasWeights InitialWeights(int inputs, ulong seed) => Network.InitialWeights.Of(
        Layers("input").Select(layer => (layer, new FeatureShape(1, 1, layer is DenseLayer && Kind == HeadKind.Conv ? Filters : inputs))), seed);
}
