using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// The stages that run once for each variant of a model. Float32 is the measure of all others, so it is always converted and evaluated;
/// only its file is left out where <c>Quantization</c> does not name it.
/// </summary>
internal sealed class VariantStages(ModelSettings settings, PipelineContext context, ArtifactCache cache, StageRunner runner, PipelineState state)
{
    /// <summary>Float32 first where it is only the measure, then the variants as <c>Quantization</c> names them.</summary>
    private IReadOnlyList<NumberFormat> Measured => settings.Quantization.Contains(NumberFormat.Float32)
        ? settings.Quantization
        : [NumberFormat.Float32, .. settings.Quantization];

    private IEnumerable<NumberFormat> Quantized => settings.Quantization.Where(variant => variant != NumberFormat.Float32);

    /// <summary>Makes every variant that is not float32.</summary>
    public void Quantize()
    {
        foreach (var variant in Quantized) Quantize(variant);
    }

    /// <summary>Measures every variant, lays the table beside the models and checks the gates.</summary>
    /// <exception cref="PipelineException">A model does not pass a gate.</exception>
    public void Evaluate()
    {
        var manifest = state.ReadManifest();
        var index = state.Made(Stage.Features)[FeatureIndex.FileName];
        var usable = state.ReadIndex(index).UsableHash();
        var table = VariantTable.Create(settings, [.. Measured.Select(variant => Evaluate(variant, manifest, index, usable))]);
        AtomicFile.WriteTextIfDifferent(Path.Combine(context.StateDirectory, VariantTable.MarkdownFileName), table.ToMarkdown());
        var isNew = AtomicFile.WriteTextIfDifferent(Path.Combine(context.StateDirectory, VariantTable.JsonFileName), table.ToJson());
        if (isNew && table.Variants.Count > 1)
        {
            foreach (var line in table.ToLines()) context.Log.Progress(line);
        }

        DeleteOldReports();
        CheckGates(table);
    }

    /// <summary>Copies the model of every variant that <c>Quantization</c> names, only where it differs.</summary>
    /// <param name="folder">Full path of the folder that receives them.</param>
    public void CopyModels(string folder)
    {
        foreach (var variant in settings.Quantization) CopyModel(variant, folder);
    }

    private void Quantize(NumberFormat variant)
    {
        var model = state.Model(NumberFormat.Float32);
        var stageSettings = new StageSettingsFactory(settings, weightsSha256: null).Quantize(variant);
        var index = state.Made(Stage.Features)[FeatureIndex.FileName];
        var images = CalibrationSet.Choose(state.ReadManifest(), state.ReadIndex(index).Images, stageSettings.CalibrationImages);
        var record = runner.Run(
            Stage.Quantize,
            stageSettings,
            PipelineState.Inputs((model.Name, model.Sha256), ("calibration images", CalibrationSet.Hash(images))),
            request => state.WithInputs(request with { Manifest = state.ManifestPath }, model, index),
            variant);
        cache.Restore(record[QuantizationReport.FileName], ReportPath(variant, QuantizationReport.FileName));
    }

    private MeasuredVariant Evaluate(NumberFormat variant, Manifest manifest, Artifact index, string usable)
    {
        var model = state.Model(variant);
        var record = runner.Run(
            Stage.Evaluate,
            new EvaluateSettings(),
            PipelineState.Inputs(("validation images", manifest.ValidationHash()), ("usable images", usable), (model.Name, model.Sha256)),
            request => state.WithInputs(request with { Manifest = state.ManifestPath }, model, index),
            Measured.Count > 1 ? variant : null);
        var report = ReportPath(variant, Evaluation.FileName);
        cache.Restore(record[Evaluation.FileName], report);
        return new MeasuredVariant(variant, model.Size, Evaluation.FromJson(File.ReadAllText(report)));
    }

    private void CheckGates(VariantTable table)
    {
        var faults = VariantGates.Check(settings, table, context.StateDirectory);
        if (faults.Count == 0) return;
        // The models that the errors name lie there to be looked into.
        CopyModels(context.StateDirectory);
        foreach (var fault in faults.Skip(1)) context.Log.Report(fault);
        throw new PipelineException(faults[0].Code, faults[0].Text, faults[0].File);
    }

    private void CopyModel(NumberFormat variant, string folder) =>
        cache.Restore(state.Model(variant), Path.Combine(folder, VariantNames.FileName(settings, variant)));

    // The report of a variant that is no longer named would only mislead.
    private void DeleteOldReports()
    {
        var current = new HashSet<string>(
            Measured.Select(variant => ReportPath(variant, Evaluation.FileName))
                .Concat(Quantized.Select(variant => ReportPath(variant, QuantizationReport.FileName))),
            StringComparer.Ordinal);
        foreach (var name in (string[])[Evaluation.FileName, QuantizationReport.FileName])
        {
            var pattern = Path.GetFileNameWithoutExtension(name) + "*.json";
            foreach (var report in Directory.GetFiles(context.StateDirectory, pattern).Where(report => !current.Contains(report))) File.Delete(report);
        }
    }

    private string ReportPath(NumberFormat variant, string name) =>
        Path.Combine(context.StateDirectory, VariantNames.OfVariant(settings, variant, name));
}
