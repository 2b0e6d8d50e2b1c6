using FlowerModel.Conversion.Keras;
using FlowerModel.Trainer.Training;

namespace FlowerModel.TorchSharpPeer.Training;

/// <summary>Trains a head on stored features; the frozen base does not run.</summary>
internal static class TorchHeadTrainer
{
    /// <summary>Trains a head from random weights.</summary>
    /// <param name="training">Features of the training images at <see cref="HeadOptions.TapOf(Networks.NetworkDescription)"/>.</param>
    /// <param name="validation">Features of the validation images at the same tap.</param>
    /// <param name="head">Kind of head.</param>
    /// <param name="options">Epochs, rates, seed.</param>
    /// <param name="progress">Receives the figures of each epoch.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>Layers <c>conv2d</c> (conv head) and <c>dense</c>.</returns>
    /// <exception cref="TrainingDivergedException">The learning rate is too high.</exception>
    public static TrainingResult Train(
        TorchFeatureSet training, TorchFeatureSet validation, HeadOptions head, TrainingOptions options,
        IProgress<EpochRecord>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(options);
        using var network = TorchHead.Create(head, training.Shape[^1], options.Seed);
        var loop = new TorchTrainingLoop(network, [.. network.parameters()], [], head.Classes, options);
        var history = loop.Run(training, validation, baseline: false, progress, cancellation);
        return new TrainingResult(network.ToKerasWeights(), history, []);
    }
}
