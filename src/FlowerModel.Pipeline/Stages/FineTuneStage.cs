using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of fine-tuning.</summary>
/// <param name="Features">The settings that produced the stored boundary activations.</param>
/// <param name="Epochs">Epochs; 0 combines base and head without training.</param>
/// <param name="From">First trainable layer, Keras index or name.</param>
/// <param name="BatchSize">Images per batch.</param>
/// <param name="LearningRate">Adam's learning rate.</param>
/// <param name="Dropout">Dropout rate.</param>
/// <param name="BatchNorm">Mode of the BatchNorm layers.</param>
/// <param name="Schedule">Schedule of the learning rate.</param>
/// <param name="WarmUp">Share of the steps in which a cosine schedule rises.</param>
/// <param name="WeightDecay">Decoupled weight decay.</param>
/// <param name="LabelSmoothing">Share of the target probability that is spread over all classes.</param>
/// <param name="Mixup">Alpha of mixup; 0 = off.</param>
/// <param name="WeightAverage">Decay of the average of the weights; 0 = off.</param>
/// <param name="Share">Share of the fine-tuned weights in those that are kept; 1 = only these.</param>
/// <param name="ClassWeights">How much the images of a class weigh.</param>
/// <param name="CalibrateScores">True to fit a temperature.</param>
/// <param name="Patience">Epochs without a better one after which training ends; 0 = none.</param>
/// <param name="Seed">Seed of the order of images, of mixup and of dropout.</param>
public sealed record FineTuneSettings(
    FeatureSettings Features,
    int Epochs,
    string From,
    int BatchSize,
    double LearningRate,
    double Dropout,
    BatchNormMode BatchNorm,
    LearningRateSchedule Schedule,
    double WarmUp,
    double WeightDecay,
    double LabelSmoothing,
    double Mixup,
    double WeightAverage,
    double Share,
    ClassWeighting ClassWeights,
    bool CalibrateScores,
    int Patience,
    int Seed) : StageSettings
{
    /// <summary>
    /// Returns the settings of a model. Without fine-tuning, the settings that control it are left out, so that changing them has no effect.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Weights of its base.</param>
    /// <param name="images">Number of training images.</param>
    internal static FineTuneSettings Of(ModelSettings model, BaseWeights weights, int images)
    {
        var features = FeatureSettings.Of(model, weights);
        return model.IsFineTuned
            ? new(
                features,
                model.FineTuneEpochs ?? TrainingLength.FineTuneEpochs(images, model.Effort),
                model.FineTuneFrom,
                model.BatchSize ?? TrainingLength.BatchSize(images),
                model.FineTuneLearningRate,
                model.Dropout,
                model.FineTuneBatchNorm,
                model.FineTuneSchedule,
                model.FineTuneWarmUp,
                model.WeightDecay,
                model.LabelSmoothing,
                model.Mixup,
                model.WeightAverage,
                model.FineTuneShare ?? TrainingLength.FineTuneShare(images),
                model.ClassWeights,
                model.CalibrateScores,
                model.Patience,
                model.Seed)
            : new(features, 0, "", 0, 0, 0, BatchNormMode.Inference, LearningRateSchedule.Constant, 0, 0, 0, 0, 0, 0, ClassWeighting.None, false, 0, 0);
    }
}

/// <summary>Fine-tune: trains the top of the base together with the head.</summary>
public sealed class FineTuneStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "fine-tune";

    /// <inheritdoc/>
    public override int Version => 3;

    /// <inheritdoc/>
    public override string After => "train";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [ArtifactNames.ModelWeights, CalibrationReport.FileName, .. CurveReports.Artifacts];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Drawings => CurveReports.Drawings;

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var weights = model.BaseWeights();
        var index = model.Made<FeaturesStage>()[FeatureIndex.FileName];
        var usable = model.ReadIndex(index);
        var head = model.Made<TrainStage>();
        var images = model.ReadUsable(usable);
        var settings = FineTuneSettings.Of(model.Settings, weights, images.TrainingCount());
        var training = NewRun(settings, StageInput.Hash("training images", images.TrainingHash()), StageInput.Of(head[ArtifactNames.HeadWeights]));
        return
        [
            NewRun(
                settings,
                StageInput.Hash("dataset", images.DatasetHash()),
                StageInput.Hash("usable images", usable.UsableHash()),
                FeaturesStage.Activations,
                StageInput.ReadOnly(index),
                StageInput.Of(head[ArtifactNames.HeadWeights]),
                StageInput.Of(head[CalibrationReport.FileName]),
                StageInput.Of(head[ArtifactNames.History])) with
            {
                Complete = request => weights.AddTo(model.WithEpochs(model.WithFeatures(request), training)),
            },
        ];
    }

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made) => CurveReports.Report(model, made[0], "fine-tune");
}
