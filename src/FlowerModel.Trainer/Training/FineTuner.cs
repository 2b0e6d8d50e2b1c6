using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Graphs;

namespace FlowerModel.Trainer.Training;

/// <summary>
/// Trains the top of the base together with the head, from stored activations at the boundary below it. With
/// <see cref="FineTuneOptions.From"/> = 0 and random weights it trains a network from scratch.
/// </summary>
internal static class FineTuner
{
    /// <summary>Runs the training. The initial weights are a candidate for the best epoch, as epoch 0.</summary>
    /// <param name="training">Activations of the training images at <see cref="FineTuneOptions.TapOf"/>.</param>
    /// <param name="validation">Activations of the validation images at the same tap.</param>
    /// <param name="baseWeights">Weights of the base.</param>
    /// <param name="head">Kind of head.</param>
    /// <param name="headWeights">Weights of the trained head; null = random.</param>
    /// <param name="fineTune">What is trained.</param>
    /// <param name="options">Epochs, rates, seed.</param>
    /// <param name="run">Progress, checkpoint, cancellation.</param>
    /// <returns>All layers of the base, then those of the head.</returns>
    /// <exception cref="KerasWeightsException">The weights do not match the network.</exception>
    /// <exception cref="TrainingDivergedException">The learning rate is too high.</exception>
    public static TrainingResult Train(
        FeatureSet training, FeatureSet validation, KerasWeights baseWeights, HeadOptions head,
        KerasWeights? headWeights, FineTuneOptions fineTune, TrainingOptions options, TrainingRun? run = null)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(baseWeights);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(fineTune);
        ArgumentNullException.ThrowIfNull(options);
        var network = training.Network;
        var tap = fineTune.TapOf(network.Network);
        if (training.Tap != tap || validation.Tap != tap)
        {
            throw new ArgumentException($"the stored activations are not those before layer {fineTune.From}", nameof(training));
        }

        var usesBatches = fineTune.BatchNorm == BatchNormMode.Training;
        var graph = TrainingGraph.Create(network, tap.Boundary, head.Layers(network.Layers[^1].Name), new GraphOptions
        {
            BatchSize = options.BatchSize,
            TrainFrom = network.Network.FindLayer(fineTune.From)!.Index,
            BatchStatistics = usesBatches,
            Momentum = fineTune.BatchNormMomentum,
        });
        // The head comes first: weights of a whole classifier may have been passed as the base's, too.
        GraphWeights.Load(graph, headWeights ?? head.InitialWeights(network.Output.Channels, options.Seed), baseWeights);
        using var loop = new TrainingLoop(graph, options, run ?? new TrainingRun()) { EstimatesStatistics = fineTune.FromScratch && usesBatches };
        var history = loop.Run(training, validation, baseline: true);
        var trained = GraphWeights.Save(graph);
        var baseLayers = GraphWeights.Merge(network, baseWeights, trained);
        return new TrainingResult(baseLayers.Append(HeadOf(trained, baseLayers)), history, loop.BestOutputs(validation));
    }

    private static KerasWeights HeadOf(KerasWeights trained, KerasWeights baseLayers) =>
        new(trained.Layers.Where(layer => baseLayers.Find(layer.Name) is null), trained.Source);
}
