using FlowerModel.Conversion.Keras;

namespace FlowerModel.Trainer.Training;

/// <summary>The result of a training phase.</summary>
/// <param name="Weights">Weights of the best epoch.</param>
/// <param name="History">The figures of its epochs.</param>
internal sealed record TrainingResult(KerasWeights Weights, TrainingHistory History);

/// <summary>Trains a head on stored features; the frozen base does not run.</summary>
internal static class HeadTrainer
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
        FeatureSet training, FeatureSet validation, HeadOptions head, TrainingOptions options,
        IProgress<EpochRecord>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(options);
        using var network = ClassificationHead.Create(head, training.Shape[^1], options.Seed);
        var loop = new TrainingLoop(network, [.. network.parameters()], [], head.Classes, options);
        var history = loop.Run(training, validation, baseline: false, progress, cancellation);
        return new TrainingResult(network.ToKerasWeights(), history);
    }
}
