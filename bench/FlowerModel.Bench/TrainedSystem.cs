using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.TorchSharpPeer.Features;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.TorchSharpPeer.Training;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Bench;

/// <summary>Stored features, head training and fine-tuning of one base, with the product's engine or with TorchSharp.</summary>
/// <param name="network">Width and image size of the base.</param>
/// <param name="weights">Weights of the base; null = random.</param>
/// <param name="seed">Seed of random weights.</param>
/// <param name="store">Where features are stored.</param>
/// <param name="extraction">What is stored.</param>
internal abstract class TrainedSystem(SizedNetwork network, KerasWeights? weights, ulong seed, FeatureStore store, ExtractionOptions extraction)
{
    protected SizedNetwork Network { get; } = network;

    protected KerasWeights? Weights { get; } = weights;

    protected ulong Seed { get; } = seed;

    protected FeatureStore Store { get; } = store;

    protected ExtractionOptions Extraction { get; } = extraction;

    /// <summary>Computes and stores features that are missing.</summary>
    public abstract ExtractionResult Extract(IReadOnlyList<ImageSource> images);

    /// <summary>Trains a head on stored features.</summary>
    public abstract TrainingResult TrainHead(
        IReadOnlyList<FeatureSample> training, IReadOnlyList<FeatureSample> validation, HeadOptions head, TrainingOptions options,
        IProgress<EpochRecord>? progress = null);

    /// <summary>Trains the top of the base with the head.</summary>
    public abstract TrainingResult FineTune(
        IReadOnlyList<FeatureSample> training, IReadOnlyList<FeatureSample> validation, HeadOptions head, KerasWeights headWeights,
        FineTuneOptions fineTune, TrainingOptions options, IProgress<EpochRecord>? progress = null);
}

/// <summary>The product's engine.</summary>
internal sealed class ManagedSystem(SizedNetwork network, KerasWeights? weights, ulong seed, FeatureStore store, ExtractionOptions extraction)
    : TrainedSystem(network, weights, seed, store, extraction)
{
    private KerasWeights BaseWeights => Weights ?? InitialWeights.OfBase(Network, Seed);

    public override ExtractionResult Extract(IReadOnlyList<ImageSource> images) => new FeatureExtractor(Store, Network, Extraction, () => BaseWeights).Ensure(images);

    public override TrainingResult TrainHead(
        IReadOnlyList<FeatureSample> training, IReadOnlyList<FeatureSample> validation, HeadOptions head, TrainingOptions options, IProgress<EpochRecord>? progress = null) =>
        HeadTrainer.Train(
            Set(head.TapOf(Network.Network), training), Set(head.TapOf(Network.Network), validation), head, options, new TrainingRun { Progress = progress });

    public override TrainingResult FineTune(
        IReadOnlyList<FeatureSample> training, IReadOnlyList<FeatureSample> validation, HeadOptions head, KerasWeights headWeights,
        FineTuneOptions fineTune, TrainingOptions options, IProgress<EpochRecord>? progress = null) =>
        FineTuner.Train(
            Set(fineTune.TapOf(Network.Network), training), Set(fineTune.TapOf(Network.Network), validation), BaseWeights, head, headWeights,
            fineTune with { FromScratch = Weights is null }, options, new TrainingRun { Progress = progress });

    private FeatureSet Set(Tap tap, IReadOnlyList<FeatureSample> samples) => new(Store, Network, Extraction, tap, samples);
}

/// <summary>TorchSharp, used with care: channels-last, folded BatchNorm. Its engine must have been started.</summary>
internal sealed class TorchSystem(SizedNetwork network, KerasWeights? weights, ulong seed, FeatureStore store, ExtractionOptions extraction)
    : TrainedSystem(network, weights, seed, store, extraction)
{
    public override ExtractionResult Extract(IReadOnlyList<ImageSource> images) => new TorchFeatureExtractor(Store, Network, Extraction, LoadBase).Ensure(images);

    public override TrainingResult TrainHead(
        IReadOnlyList<FeatureSample> training, IReadOnlyList<FeatureSample> validation, HeadOptions head, TrainingOptions options, IProgress<EpochRecord>? progress = null) =>
        TorchHeadTrainer.Train(Set(head.TapOf(Network.Network), training), Set(head.TapOf(Network.Network), validation), head, options, progress);

    public override TrainingResult FineTune(
        IReadOnlyList<FeatureSample> training, IReadOnlyList<FeatureSample> validation, HeadOptions head, KerasWeights headWeights,
        FineTuneOptions fineTune, TrainingOptions options, IProgress<EpochRecord>? progress = null) =>
        TorchFineTuner.Train(
            Set(fineTune.TapOf(Network.Network), training), Set(fineTune.TapOf(Network.Network), validation), LoadBase, head, headWeights, fineTune,
            options, progress);

    private TorchNetwork LoadBase() => Weights is null ? TorchNetwork.Create(Network, Seed) : TorchNetwork.Load(Network, Weights);

    private TorchFeatureSet Set(Tap tap, IReadOnlyList<FeatureSample> samples) => new(Store, Network, Extraction, tap, samples);
}
