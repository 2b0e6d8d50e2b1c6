using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the quantization to one number format. Settings that the format does not use are null, so that they are not in its key.</summary>
/// <param name="Format">The number format; never <see cref="NumberFormat.Float32"/>, which the conversion writes.</param>
/// <param name="InputType">Number type of the input (int8 only).</param>
/// <param name="OutputType">Number type of the output (int8 only).</param>
/// <param name="CalibrationImages">Number of calibration images wanted.</param>
public sealed record QuantizeSettings(
    NumberFormat Format, InferenceType? InputType, InferenceType? OutputType, int CalibrationImages) : StageSettings
{
    /// <summary>The settings of a model for one number format.</summary>
    internal static QuantizeSettings Of(ModelSettings model, NumberFormat format) => format == NumberFormat.Int8
        ? new(format, model.InferenceInputType, model.InferenceOutputType, model.CalibrationImages)
        : new(format, null, null, model.CalibrationImages);
}

/// <summary>Quantize: converts the float32 .tflite to every other number format that <c>Quantization</c> names, one run per format.</summary>
public sealed class QuantizeStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "quantize";

    /// <inheritdoc/>
    public override int Version => 5;

    /// <inheritdoc/>
    public override string After => "convert";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [ArtifactNames.Model, QuantizationReport.FileName];

    /// <summary>Returns the written model of a number format.</summary>
    /// <exception cref="Diagnostics.PipelineException">It has not been written.</exception>
    internal static Artifact ModelOf(ModelRun model, NumberFormat format)
    {
        var maker = format == NumberFormat.Float32 ? StageCatalog.Get<ConvertStage>().Name : StageCatalog.Get<QuantizeStage>().Name;
        return model.State.Read(RecordName(maker, format))[ArtifactNames.Model];
    }

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var formats = Formats(model).ToArray();
        if (formats.Length == 0) return [];
        var float32 = ModelOf(model, NumberFormat.Float32);
        var index = model.Made<FeaturesStage>()[FeatureIndex.FileName];
        var usable = model.ReadIndex(index).Usable(model.ReadManifest());
        return [.. formats.Select(Run)];

        StageRun Run(NumberFormat format)
        {
            var settings = QuantizeSettings.Of(model.Settings, format);
            var calibration = CalibrationSet.Hash(CalibrationSet.Choose(usable, settings.CalibrationImages));
            return NewRun(
                format, settings, StageInput.Of(float32), StageInput.Hash("calibration images", calibration), StageInput.ReadOnly(index)) with
            {
                Complete = model.WithManifest,
            };
        }
    }

    internal override IReadOnlyList<string> RecordNames(ModelRun model) => [.. Formats(model).Select(format => RecordName(Name, format))];

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
        foreach (var (format, record) in Formats(model).Zip(made, (format, record) => (format, record)))
            model.LayOut(record[QuantizationReport.FileName], VariantNames.OfVariant(model.Settings, format, QuantizationReport.FileName));
        StaleReports.Delete(model, QuantizationReport.FileName, Formats(model));
    }

    private static IEnumerable<NumberFormat> Formats(ModelRun model) => model.Settings.Quantization.Where(format => format != NumberFormat.Float32);
}
