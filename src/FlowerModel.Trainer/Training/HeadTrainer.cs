using FlowerModel.Networks.Layers;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Graphs;

namespace FlowerModel.Trainer.Training;

/// <summary>Trains a head on stored features; the frozen base does not run.</summary>
internal static class HeadTrainer
{
    private const string Input = "features";

    /// <summary>Trains a head from random weights.</summary>
    /// <param name="training">Features of the training images at <see cref="HeadOptions.TapOf(Networks.NetworkDescription)"/>.</param>
    /// <param name="validation">Features of the validation images at the same tap.</param>
    /// <param name="head">Kind of head.</param>
    /// <param name="options">Epochs, rates, seed.</param>
    /// <param name="run">Progress, checkpoint, cancellation.</param>
    /// <returns>Layers <c>conv2d</c> (conv head) and <c>dense</c>.</returns>
    /// <exception cref="TrainingDivergedException">The learning rate is too high.</exception>
    public static TrainingResult Train(
        FeatureSet training, FeatureSet validation, HeadOptions head, TrainingOptions options, TrainingRun? run = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(options);
        var shape = training.Shape is [var height, var width, var channels]
            ? new FeatureShape(height, width, channels)
            : new FeatureShape(1, 1, training.Length);
        var graph = TrainingGraph.Create(head.Layers(Input), Input, shape, new GraphOptions { BatchSize = options.BatchSize });
        GraphWeights.Load(graph, head.InitialWeights(shape.Channels, options.Seed));
        using var loop = new TrainingLoop(graph, options, run ?? new TrainingRun());
        var history = loop.Run(training, validation, baseline: false);
        return new TrainingResult(GraphWeights.Save(graph), history, loop.BestOutputs(validation));
    }
}
