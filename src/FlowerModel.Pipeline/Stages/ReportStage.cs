using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the report.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Variants">The variants, with the one that <c>Quantization</c> names first at the start.</param>
public sealed record ReportSettings(string Model, IReadOnlyList<ReportedVariant> Variants) : StageSettings
{
    /// <summary>Returns the name of the input with a variant's answers.</summary>
    public static string AnswersOf(NumberFormat format) => $"{ChoiceText.Name(format)}.{Answers.FileName}";
}

/// <summary>A variant in the report.</summary>
/// <param name="format">Its number format.</param>
/// <param name="file">Name of its file; null if it is only the reference for the others.</param>
/// <param name="size">Size of the model in bytes.</param>
/// <param name="sha256">SHA-256 of the model.</param>
public sealed class ReportedVariant(NumberFormat format, string? file, long size, string sha256)
{
    /// <summary>Its number format.</summary>
    public NumberFormat Format { get; } = format;

    /// <summary>Name of its file; null if it is only the reference for the others.</summary>
    public string? File { get; } = file;

    /// <summary>Size of the model in bytes.</summary>
    public long Size { get; } = size;

    /// <summary>SHA-256 of the model.</summary>
    public string Sha256 { get; } = sha256;
}

/// <summary>
/// Report: describes the model on one self-contained HTML page, and then checks the gates. Unlike the keys of the other stages, this one contains the paths of the
/// images, because the page shows them.
/// </summary>
public sealed class ReportStage : Stage
{
    /// <summary>Name of the page, as an artifact and in the state folder.</summary>
    public const string FileName = "report.html";

    /// <inheritdoc/>
    public override string Name => "report";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override string After => "evaluate";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [FileName];

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var named = model.Settings.Quantization;
        IReadOnlyList<NumberFormat> formats = named.Contains(NumberFormat.Float32) ? named : [.. named, NumberFormat.Float32];
        var trained = model.Made<FineTuneStage>();
        var manifest = model.ReadManifest();
        var paths = string.Join("\n", manifest.Entries.Select(entry => $"{entry.Sha256} {entry.Subset} {entry.Label}\n{entry.Path}"));
        var settings = new ReportSettings(model.Settings.Name, [.. formats.Select(Variant)]);
        return
        [
            NewRun(
                settings,
                [
                    StageInput.Hash("images", Hashing.OfText(paths)),
                    StageInput.Of(model.Made<FeaturesStage>()[FeatureIndex.FileName]),
                    StageInput.Of(trained[ArtifactNames.History]),
                    StageInput.Of(trained[ArtifactNames.CurvesSvg]),
                    StageInput.Of(trained[CalibrationReport.FileName]),
                    StageInput.Of(QuantizeStage.ModelOf(model, NumberFormat.Float32)),
                    .. formats.Select(AnswersOf),
                ]) with
            {
                Complete = request => model.WithManifest(request) with { PreviewsDirectory = model.Context.Folders.Previews(Version) },
            },
        ];

        ReportedVariant Variant(NumberFormat format)
        {
            var file = QuantizeStage.ModelOf(model, format);
            var name = model.Settings.Quantization.Contains(format) ? VariantNames.FileName(model.Settings, format) : null;
            return new ReportedVariant(format, name, file.Size, file.Sha256);
        }

        StageInput AnswersOf(NumberFormat format)
        {
            var answers = model.State.Read(RecordName(StageCatalog.Get<EvaluateStage>().Name, format))[Answers.FileName];
            return StageInput.Of(answers with { Name = ReportSettings.AnswersOf(format) });
        }
    }

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
        ReportPage.Write(model, made[0][FileName]);
        EvaluateStage.CheckGates(model);
    }
}
