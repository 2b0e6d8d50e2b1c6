using System.Globalization;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Takes each stage's settings out of a model's settings.</summary>
/// <param name="model">The model's settings.</param>
/// <param name="weightsSha256">SHA-256 of the base weights file; null from scratch.</param>
public sealed class StageSettingsFactory(ModelSettings model, string? weightsSha256)
{
    private BaseSettings Base { get; } = new(
        model.Network.Key,
        model.Alpha,
        model.ImageSize,
        weightsSha256 ?? BaseSettings.RandomPrefix + model.Seed.ToString(CultureInfo.InvariantCulture));

    /// <summary>Settings of the features stage.</summary>
    public FeatureSettings Features => new(
        Base, model.Head, model.FineTuneEpochs > 0 ? model.FineTuneFrom : null, model.Views, model.Views > 1 ? model.Seed : null);

    /// <summary>Settings of head training. Where activations for fine-tuning are kept is no concern of the head.</summary>
    public TrainSettings Train => new(
        Features with { FineTuneFrom = null }, model.Epochs, model.BatchSize, model.LearningRate, model.Dropout, model.Seed);

    /// <summary>Settings of fine-tuning. Without fine-tuning all that would steer it is left out, so that changing it changes nothing.</summary>
    public FineTuneSettings FineTune => model.FineTuneEpochs == 0
        ? new(Features, 0, "", 0, 0, 0, BatchNormMode.Inference, 0)
        : new(
            Features,
            model.FineTuneEpochs,
            model.FineTuneFrom,
            model.BatchSize,
            model.FineTuneLearningRate,
            model.Dropout,
            model.FineTuneBatchNorm,
            model.Seed);

    /// <summary>Settings of the conversion. Where the base weights came from is no longer of interest: they are in the trained model.</summary>
    public ConvertSettings Convert => new(
        model.Name, model.Version, Base with { Weights = "" }, model.Head, model.Author, model.License, model.Description);

    /// <summary>Settings of the quantization of one variant.</summary>
    public QuantizeSettings Quantize(NumberFormat variant) => variant == NumberFormat.Int8
        ? new(variant, model.InferenceInputType, model.InferenceOutputType, model.CalibrationImages)
        : new(variant, null, null, model.CalibrationImages);

    /// <summary>Settings of the evaluation.</summary>
    public EvaluateSettings Evaluate { get; } = new();
}
