using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Training;

/// <summary>What fine-tuning trains besides the head.</summary>
internal sealed record FineTuneOptions
{
    /// <summary>First Keras layer of the base that is trained: its index or name.</summary>
    public required string From { get; init; }

    /// <summary>The BatchNorm mode of the trained layers; frozen layers always use their moving averages.</summary>
    public BatchNormMode BatchNorm { get; init; }

    /// <summary>
    /// Keras' momentum of the moving averages in <see cref="BatchNormMode.Training"/>, null for that of the network's layers; small datasets
    /// need 0.9 from scratch.
    /// </summary>
    public double? BatchNormMomentum { get; init; }

    /// <summary>True if the base has random weights, so that the statistics of BatchNorm are estimated again before each evaluation.</summary>
    public bool FromScratch { get; init; }

    /// <summary>The tap of the base: fine-tuning starts from stored activations.</summary>
    /// <param name="network">The base.</param>
    public Tap TapOf(NetworkDescription network) => Tap.Before(network, From);
}
