using System.Globalization;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the conversion.</summary>
/// <param name="Name">Name in the model's metadata.</param>
/// <param name="Version">Semantic version in the model's metadata.</param>
/// <param name="Base">The architecture to write.</param>
/// <param name="Head">The head to write.</param>
/// <param name="Author">Author in the model's metadata, or null.</param>
/// <param name="License">License in the model's metadata, or null.</param>
/// <param name="Description">Description in the model's metadata; null for a default that names the classes.</param>
public sealed record ConvertSettings(
    string Name, string Version, BaseSettings Base, HeadKind Head, string? Author, string? License, string? Description) : StageSettings
{
    /// <summary>Returns the settings of a model.</summary>
    internal static ConvertSettings Of(ModelSettings model) => new(
        model.Name, model.Version, BaseSettings.Trained(model), model.Head, model.Author, model.License, model.Description);
}

/// <summary>Convert: converts the trained weights to a float32 .tflite with labels and metadata.</summary>
public sealed class ConvertStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "convert";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <inheritdoc/>
    public override string After => "fine-tune";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [ArtifactNames.Model];

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var calibration = model.Made<FineTuneStage>()[CalibrationReport.FileName];
        var unknown = CalibrationReport.FromJson(model.Results.ReadText(calibration)).UnknownThreshold;
        return
        [
            NewRun(
                ConvertSettings.Of(model.Settings),
                StageInput.Of(model.Made<FineTuneStage>()[ArtifactNames.ModelWeights]),
                StageInput.Of(model.Made<TrainStage>()[LabelsFile.FileName]),
                // A new validation image changes other figures of the calibration, too, which are not in the model.
                StageInput.Hash("unknown threshold", unknown.ToString("R", CultureInfo.InvariantCulture)),
                StageInput.ReadOnly(calibration)),
        ];
    }
}
