using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of head training.</summary>
/// <param name="Features">The settings that produced the stored features, without <c>FineTuneFrom</c>, which does not affect the head.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="BatchSize">Images per batch.</param>
/// <param name="LearningRate">Adam's learning rate.</param>
/// <param name="Dropout">Dropout rate.</param>
/// <param name="ClassWeights">How much the images of a class weigh.</param>
/// <param name="CalibrateScores">True to fit a temperature.</param>
/// <param name="Patience">Epochs without a better one after which training ends; 0 = none.</param>
/// <param name="Seed">Seed of the initial weights, the order of images and dropout.</param>
public sealed record TrainSettings(
    FeatureSettings Features,
    int Epochs,
    int BatchSize,
    double LearningRate,
    double Dropout,
    ClassWeighting ClassWeights,
    bool CalibrateScores,
    int Patience,
    int Seed) : StageSettings
{
    /// <summary>Returns the settings of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Weights of its base.</param>
    /// <param name="images">Number of training images.</param>
    internal static TrainSettings Of(ModelSettings model, BaseWeights weights, int images) => new(
        FeatureSettings.OfHead(model, weights),
        model.Epochs ?? TrainingLength.HeadEpochs(images, model.Effort),
        model.BatchSize ?? TrainingLength.BatchSize(images),
        model.LearningRate,
        model.Dropout,
        model.ClassWeights,
        model.CalibrateScores && !model.IsFineTuned,
        model.Patience,
        model.Seed);
}

/// <summary>Train: trains the classification head on the stored features.</summary>
public sealed class TrainStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "train";

    /// <inheritdoc/>
    public override int Version => 3;

    /// <inheritdoc/>
    public override string After => "features";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts =>
        [ArtifactNames.HeadWeights, CalibrationReport.FileName, LabelsFile.FileName, .. CurveReports.Artifacts];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Drawings => CurveReports.Drawings;

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var weights = model.BaseWeights();
        var index = model.Made<FeaturesStage>()[FeatureIndex.FileName];
        var usable = model.ReadIndex(index);
        var images = model.ReadUsable(usable);
        var settings = TrainSettings.Of(model.Settings, weights, images.TrainingCount());
        var training = NewRun(settings, StageInput.Hash("training images", images.TrainingHash()));
        return
        [
            NewRun(
                settings,
                StageInput.Hash("dataset", images.DatasetHash()),
                StageInput.Hash("usable images", usable.UsableHash()),
                FeaturesStage.Activations,
                StageInput.ReadOnly(index)) with
            {
                Complete = request => weights.AddTo(model.WithEpochs(model.WithFeatures(request), training)),
            },
        ];
    }

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made) => CurveReports.Report(model, made[0], "head");
}
