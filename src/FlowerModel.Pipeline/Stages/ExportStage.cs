using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the export.</summary>
/// <param name="Format">The file format to write.</param>
public sealed record ExportSettings(ExportFormat Format) : StageSettings;

/// <summary>
/// Export: writes the float32 and int8 models in the file format that <c>Export</c> names, one run per number format. Without <c>Export</c>, nothing runs.
/// </summary>
public sealed class ExportStage : Stage
{
    /// <inheritdoc/>
    public override string Name => "export";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override string After => "quantize";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [ArtifactNames.Onnx];

    /// <summary>Returns the exported model of a number format.</summary>
    /// <exception cref="Diagnostics.PipelineException">It has not been written.</exception>
    internal static Artifact FileOf(ModelRun model, NumberFormat format) =>
        model.State.Read(RecordName(StageCatalog.Get<ExportStage>().Name, format))[ArtifactNames.Onnx];

    internal override IReadOnlyList<StageRun> Plan(ModelRun model) =>
    [
        .. model.Settings.Exported.Select(format =>
            NewRun(format, new ExportSettings(ExportFormat.Onnx), StageInput.Of(QuantizeStage.ModelOf(model, format)))),
    ];

    internal override IReadOnlyList<string> RecordNames(ModelRun model) => [.. model.Settings.Exported.Select(format => RecordName(Name, format))];
}
