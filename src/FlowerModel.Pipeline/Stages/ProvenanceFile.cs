using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Provenance;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Variants;

namespace FlowerModel.Pipeline.Stages;

/// <summary>A model's provenance, beside its .tflite files.</summary>
internal static class ProvenanceFile
{
    private const string StampName = "provenance.stamp";

    /// <summary>
    /// Writes the statement if its inputs have changed or the file is not the one that was written. In a build without changes neither the
    /// manifest nor the statement is read: the stamp compares hashes, and those of unchanged files are cached.
    /// </summary>
    /// <param name="model">The model; all stages have run.</param>
    /// <param name="folder">Full path of the folder with the models.</param>
    /// <exception cref="PipelineException">The file is not up to date under <c>-question</c>.</exception>
    public static void Write(ModelRun model, string folder)
    {
        var path = Path.Combine(folder, VariantNames.ProvenanceFileName(model.Settings));
        var stages = StageCatalog.All.SelectMany(stage => stage.RecordNames(model)).Select(name => new MadeStage(name, model.State.Read(name))).ToArray();
        var inputs = Inputs(model, stages);
        var stampPath = model.State.PathOf(StampName);
        if (File.Exists(path) && File.Exists(stampPath) && File.ReadAllText(stampPath) == Stamp(model.Hashes.Hash(path).Sha256)) return;
        if (model.Context.Policy == RunPolicy.Question)
            throw new PipelineException(Codes.NotUpToDate, $"{model.Settings.Name}: the provenance is not up to date.", path);

        var text = Create(model, stages).ToJson();
        AtomicFile.WriteText(path, text);
        AtomicFile.WriteText(stampPath, Stamp(Hashing.OfText(text)));

        string Stamp(string written) => $"{inputs} {written}\n";
    }

    // The hash of everything that the statement is made of. It is in no key, so a change of it runs no stage.
    private static string Inputs(ModelRun model, IReadOnlyList<MadeStage> stages) => Hashing.OfText(string.Join(
        "\n",
        [
            ModelStatement.BuildType,
            model.Context.SdkVersion,
            JsonSerializer.Serialize(ModelParameters.Of(model.Settings, model.Context.ProjectDirectory), CanonicalJson.Options),
            model.Hashes.Hash(model.ManifestPath).Sha256,
            .. stages.Select(stage => stage.Record.ToJson()),
        ]));

    private static Statement Create(ModelRun model, IReadOnlyList<MadeStage> stages) => ModelStatement.Create(new ModelFacts(
        model.Settings,
        model.Context.ProjectDirectory,
        model.Context.SdkVersion,
        [
            .. model.Settings.Quantization.Select(format => (VariantNames.FileName(model.Settings, format), QuantizeStage.ModelOf(model, format))),
            .. model.Settings.Exported.Select(format => (VariantNames.OnnxFileName(model.Settings, format), ExportStage.FileOf(model, format))),
        ],
        [.. stages.Select(stage => Evaluated(model, stage))],
        model.ReadFinalSplit(),
        DatasetSource.Find(model.Settings, model.Context, model.Hashes).Sha256,
        model.BaseWeights().Identity));

    private static MadeStage Evaluated(ModelRun model, MadeStage stage) => stage.Record.Find(Evaluation.FileName) is { } evaluation
        ? stage with { Evaluation = Evaluation.FromJson(model.Results.ReadText(evaluation)) }
        : stage;
}
