using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using TorchSharp.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.TorchSharpPeer.Training;

/// <summary>
/// Trains the top of the base together with the head, from stored activations at the boundary below it. With
/// <see cref="FineTuneOptions.From"/> = 0 and random weights it trains a network from scratch.
/// </summary>
internal static class TorchFineTuner
{
    /// <summary>Runs the training. The initial weights are a candidate for the best epoch, as epoch 0.</summary>
    /// <param name="training">Activations of the training images at <see cref="FineTuneOptions.TapOf"/>.</param>
    /// <param name="validation">Activations of the validation images at the same tap.</param>
    /// <param name="loadBase">Loads the base, which is disposed here.</param>
    /// <param name="head">Kind of head.</param>
    /// <param name="headWeights">Weights of the trained head; null = random.</param>
    /// <param name="fineTune">What is trained.</param>
    /// <param name="options">Epochs, rates, seed.</param>
    /// <param name="progress">Receives the figures of each epoch.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>All layers of the base, then those of the head.</returns>
    /// <exception cref="KerasWeightsException">The weights do not match the network.</exception>
    /// <exception cref="TrainingDivergedException">The learning rate is too high.</exception>
    public static TrainingResult Train(
        TorchFeatureSet training, TorchFeatureSet validation, Func<TorchNetwork> loadBase, HeadOptions head,
        KerasWeights? headWeights, FineTuneOptions fineTune, TrainingOptions options,
        IProgress<EpochRecord>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(loadBase);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(fineTune);
        ArgumentNullException.ThrowIfNull(options);
        var tap = fineTune.TapOf(training.Tap.Base);
        if (training.Tap != tap || validation.Tap != tap)
        {
            throw new ArgumentException($"the stored activations are not those before layer {fineTune.From}", nameof(training));
        }

        var network = loadBase();
        var channels = network.Description.Output.Channels;
        using var model = new TopOfBase(
            network,
            headWeights is null
                ? TorchHead.Create(head, channels, options.Seed)
                : TorchHead.Load(head, channels, headWeights),
            tap.Boundary);
        var trained = model.Base.Unfreeze(tap.Base.FindLayer(fineTune.From)!, fineTune.BatchNorm, fineTune.BatchNormMomentum);
        List<Parameter> parameters = [.. trained, .. model.Head.parameters()];
        IReadOnlyList<Tensor> statistics = fineTune.BatchNorm == BatchNormMode.Training ? [.. model.Base.buffers()] : [];
        var loop = new TorchTrainingLoop(model, parameters, statistics, head.Classes, options)
        {
            RestartStatistics = network.BeganAtRandom && fineTune.BatchNorm == BatchNormMode.Training ? network.RestartStatistics : null,
        };
        var history = loop.Run(training, validation, baseline: true, progress, cancellation);
        return new TrainingResult(model.Base.ToKerasWeights().Append(model.Head.ToKerasWeights()), history, []);
    }

    /// <summary>The blocks of the base after a boundary, and the head.</summary>
    private sealed class TopOfBase : nn.Module<Tensor, Tensor>
    {
        private readonly int boundary;

        public TopOfBase(TorchNetwork network, TorchHead head, int boundary)
            : base(nameof(TopOfBase))
        {
            (Base, Head, this.boundary) = (network, head, boundary);
            register_module(nameof(Base), network);
            register_module(nameof(Head), head);
        }

        public TorchNetwork Base { get; }

        public TorchHead Head { get; }

        public override Tensor forward(Tensor input) => Head.forward(Base.Run(input, boundary, Base.Description.Network.Blocks.Count));
    }
}
