using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the evaluation: there are none, because the written model determines everything.</summary>
public sealed record EvaluateSettings : StageSettings;

/// <summary>
/// Evaluate: runs every written .tflite on the validation images and, if there are any, on the test images. After the report, the gates are checked
/// (<see cref="VariantGates"/>, <see cref="RegressionGate"/>). They look at the validation images only: a figure that decides whether a model is
/// accepted is no longer one of a test. Float32 is always evaluated, because the other formats are compared with it.
/// </summary>
public sealed class EvaluateStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "evaluate";

    /// <inheritdoc/>
    public override int Version => 5;

    /// <inheritdoc/>
    public override string After => "export";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [Evaluation.FileName, Answers.FileName];

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var index = model.Made<FeaturesStage>()[FeatureIndex.FileName];
        var readable = model.ReadIndex(index);
        var images = StageInput.Hash("validation images", model.ReadUsable(readable).ValidationHash());
        var usable = StageInput.Hash("usable images", readable.UsableHash());
        StageInput[] test = model.ReadManifest().HasTest ? [StageInput.Hash("test images", model.ReadManifest().TestHash())] : [];
        var formats = Formats(model);
        return [.. formats.Select(Run)];

        StageRun Run(NumberFormat format)
        {
            // Advice about the training is given once, not per format.
            StageInput[] history = format == NumberFormat.Float32 ? [StageInput.ReadOnly(model.Made<FineTuneStage>()[ArtifactNames.History])] : [];
            StageInput[] inputs = [images, .. test, usable, StageInput.ReadOnly(index), .. history, StageInput.Of(QuantizeStage.ModelOf(model, format))];
            var run = NewRun(format, new EvaluateSettings(), inputs) with { Complete = WithAnswers };
            return formats.Count == 1 ? run with { Part = "" } : run;
        }

        TrainerRequest WithAnswers(TrainerRequest request) =>
            model.WithManifest(request) with { AnswersDirectory = model.Context.Folders.Answers(Version) };
    }

    internal override IReadOnlyList<string> RecordNames(ModelRun model) => [.. Formats(model).Select(format => RecordName(Name, format))];

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
        foreach (var (format, record) in Formats(model).Zip(made, (format, record) => (format, record))) LayOut(model, format, record);
        var variants = Measured(model);
        ReportSkipped(model, variants[0].Evaluation.Test);
        var table = VariantTable.Create(model.Settings, variants);
        model.LayOut(table.ToMarkdown(), VariantTable.MarkdownFileName);
        if (model.LayOut(table.ToJson(), VariantTable.JsonFileName) && table.Variants.Count > 1)
        {
            foreach (var line in table.ToLines()) model.Context.Log.Progress(line);
        }

        foreach (var name in Artifacts) StaleReports.Delete(model, name, Formats(model));
    }

    /// <summary>Returns the results of every variant of a model whose evaluation is reported.</summary>
    internal static MeasuredVariant[] Measured(ModelRun model) => [.. Formats(model).Select(format => Measured(model, format))];

    /// <summary>Returns the formats in the order of <c>Quantization</c>, preceded by float32 if it does not name it.</summary>
    private static IReadOnlyList<NumberFormat> Formats(ModelRun model) => model.Settings.Quantization.Contains(NumberFormat.Float32)
        ? model.Settings.Quantization
        : [NumberFormat.Float32, .. model.Settings.Quantization];

    private static void LayOut(ModelRun model, NumberFormat format, StageRecord record)
    {
        model.LayOut(record[Evaluation.FileName], VariantNames.OfVariant(model.Settings, format, Evaluation.FileName));
        var answers = VariantNames.OfVariant(model.Settings, format, Answers.FileName);
        if (answers == Answers.FileName) PreviousAnswers.Keep(model, record[Answers.FileName]);
        model.LayOut(record[Answers.FileName], answers);
    }

    private static MeasuredVariant Measured(ModelRun model, NumberFormat format) => new(
        format,
        QuantizeStage.ModelOf(model, format).Size,
        Evaluation.FromJson(File.ReadAllText(model.State.PathOf(VariantNames.OfVariant(model.Settings, format, Evaluation.FileName)))));

    // The features stage reports the other images.
    private static void ReportSkipped(ModelRun model, TestResult? test)
    {
        if (test is null || test.Skipped.Count == 0) return;
        var manifest = model.ReadManifest();
        var reasons = test.Skipped.ToDictionary(skipped => skipped.Sha256, skipped => skipped.Reason, StringComparer.Ordinal);
        foreach (var entry in manifest.Entries)
        {
            if (entry.Subset != Subset.Test || !reasons.TryGetValue(entry.Sha256, out var reason)) continue;
            model.Context.Log.Report(DatasetStage.Named(model, Diagnostic.Warning(
                Codes.UnreadableImage, $"The test image cannot be read and is left out: {reason}. Replace or remove it.", manifest.FullPath(entry))));
        }
    }

    /// <summary>Checks the gates; called after the report was written, which is of most use when a model fails.</summary>
    /// <exception cref="PipelineException">A model does not pass.</exception>
    internal static void CheckGates(ModelRun model)
    {
        var variants = Measured(model);
        var table = VariantTable.Create(model.Settings, variants);
        Diagnostic[] faults =
        [
            .. VariantGates.Check(model.Settings, table, variants, model.Context.StateDirectory), .. RegressionGate.Check(model, variants),
        ];
        if (faults.Length == 0) return;
        // The models that the errors name are copied there, so that they can be inspected.
        FinishedModels.Copy(model, model.Context.StateDirectory);
        foreach (var fault in faults.Skip(1)) model.Context.Log.Report(fault);
        throw new PipelineException(faults[0]);
    }
}
