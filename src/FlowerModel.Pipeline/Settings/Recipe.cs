using FlowerModel.Networks;

namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// The settings of a training that belong together: the defaults of an item that names the recipe. Each of them can be overridden by the metadatum of the
/// same name.
/// </summary>
public sealed record Recipe
{
    /// <summary>Default of <see cref="ModelSettings.Head"/>.</summary>
    public required HeadKind Head { get; init; }

    /// <summary>Default of <see cref="ModelSettings.Epochs"/>; null: <see cref="TrainingLength"/> chooses by the number of images.</summary>
    public required int? Epochs { get; init; }

    /// <summary>Default of <see cref="ModelSettings.BatchSize"/>; null: <see cref="TrainingLength"/> chooses by the number of images.</summary>
    public required int? BatchSize { get; init; }

    /// <summary>Default of <see cref="ModelSettings.FineTuneEpochs"/>; null: <see cref="TrainingLength"/> chooses by the number of images.</summary>
    public required int? FineTuneEpochs { get; init; }

    /// <summary>Default of <see cref="ModelSettings.FineTuneFrom"/>; null: the layer of the network.</summary>
    public string? FineTuneFrom { get; init; }

    /// <summary>Default of <see cref="ModelSettings.FineTuneLearningRate"/>.</summary>
    public required double FineTuneLearningRate { get; init; }

    /// <summary>Default of <see cref="ModelSettings.FineTuneBatchNorm"/>.</summary>
    public BatchNormMode FineTuneBatchNorm { get; init; } = BatchNormMode.Inference;

    /// <summary>Default of <see cref="ModelSettings.FineTuneSchedule"/>.</summary>
    public LearningRateSchedule FineTuneSchedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Default of <see cref="ModelSettings.FineTuneWarmUp"/>.</summary>
    public double FineTuneWarmUp { get; init; }

    /// <summary>Default of <see cref="ModelSettings.WeightDecay"/>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Default of <see cref="ModelSettings.LabelSmoothing"/>.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Default of <see cref="ModelSettings.Mixup"/>.</summary>
    public double Mixup { get; init; }

    /// <summary>Default of <see cref="ModelSettings.WeightAverage"/>.</summary>
    public double WeightAverage { get; init; }

    /// <summary>Default of <see cref="ModelSettings.FineTuneShare"/>; null: <see cref="TrainingLength"/> chooses by the number of images.</summary>
    public double? FineTuneShare { get; init; } = 1;

    /// <summary>Default of <see cref="ModelSettings.ClassWeights"/>.</summary>
    public ClassWeighting ClassWeights { get; init; } = ClassWeighting.None;

    /// <summary>Default of <see cref="ModelSettings.CalibrateScores"/>.</summary>
    public bool CalibrateScores { get; init; }

    /// <summary>Default of <see cref="ModelSettings.Views"/>.</summary>
    public int Views { get; init; } = 1;

    /// <summary>
    /// The protocol of TensorFlow's tutorial "Recognize Flowers using Transfer Learning": its head, 10 + 5 epochs, Adam at 0.001 and 0.00001, no augmentation.
    /// </summary>
    public static Recipe Tutorial { get; } = new() { Head = HeadKind.Conv, Epochs = 10, BatchSize = 64, FineTuneEpochs = 5, FineTuneLearningRate = 1e-5 };

    /// <summary>
    /// The whole network from random weights: the tutorial's protocol with Adam's usual rate, and BatchNorm statistics of the batch, since random ones are of
    /// no use.
    /// </summary>
    public static Recipe FromScratch { get; } = Tutorial with
    {
        FineTuneFrom = "0", FineTuneLearningRate = 1e-3, FineTuneBatchNorm = BatchNormMode.Training,
    };

    /// <summary>The best that was found (docs/recipe.md has the measurements).</summary>
    public static Recipe Default { get; } = new()
    {
        Head = HeadKind.Linear,
        Epochs = null,
        BatchSize = null,
        FineTuneEpochs = null,
        FineTuneLearningRate = 1e-3,
        FineTuneSchedule = LearningRateSchedule.Cosine,
        FineTuneWarmUp = 0.1,
        WeightDecay = 0.01,
        LabelSmoothing = 0.1,
        Mixup = 0.2,
        WeightAverage = 0.99,
        FineTuneShare = null,
        ClassWeights = ClassWeighting.Balanced,
        CalibrateScores = true,
        Views = 4,
    };

    /// <summary>Returns a recipe.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="effort">The effort; only <see cref="RecipeName.Default"/> depends on it.</param>
    /// <param name="fromScratch">True if the weights of the base are random, which both recipes treat alike.</param>
    public static Recipe Of(RecipeName name, Effort effort, bool fromScratch) => (fromScratch, name, effort) switch
    {
        (true, _, _) => FromScratch,
        (_, RecipeName.Tutorial, _) => Tutorial,
        (_, _, Effort.Quick) => Default with { FineTuneEpochs = 0, Views = 1 },
        (_, _, Effort.Thorough) => Default with { FineTuneFrom = null, Views = 16 },
        _ => Default,
    };

    /// <summary>Returns the first layer to fine-tune.</summary>
    /// <param name="network">The base.</param>
    public string FineTuneFromIn(NetworkDescription network) => FineTuneFrom ?? network.FineTuneFrom;
}
