using FlowerModel.Pipeline.Cache;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// The pipeline of one model, a stage at a time, in the order of <see cref="Stage"/>. Each stage finds what the earlier ones made in the
/// state folder, so that a build target a stage can call it.
/// </summary>
public sealed class ModelPipeline
{
    private readonly ModelSettings settings;
    private readonly PipelineContext context;
    private readonly ArtefactCache cache;
    private readonly StatCache hashes;
    private readonly StageRunner runner;
    private readonly BaseWeightsResolver weights;

    private ModelPipeline(ModelSettings settings, PipelineContext context, string part)
    {
        this.settings = settings;
        this.context = context;
        cache = new ArtefactCache(context.CacheDirectory);
        hashes = StatCache.Open(Path.Combine(context.StateDirectory, part + ".hashes.json"));
        runner = new StageRunner(settings.Name, context, cache, hashes);
        weights = new BaseWeightsResolver(settings, context, cache, runner, hashes);
    }

    private string ManifestPath => Path.Combine(context.StateDirectory, "manifest.json");

    /// <summary>Runs one stage, or finds its artefacts in the cache.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="stage">The stage; the earlier ones have been run.</param>
    /// <exception cref="PipelineException">The stage failed, in words.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public static void Run(ModelSettings settings, PipelineContext context, Stage stage)
    {
        var pipeline = new ModelPipeline(settings, context, stage.Name());
        switch (stage)
        {
            case Stage.Dataset:
                pipeline.ResolveDataset();
                break;
            case Stage.Features:
                pipeline.ExtractFeatures();
                break;
            case Stage.Train:
                pipeline.Train();
                break;
            case Stage.FineTune:
                pipeline.FineTune();
                break;
            case Stage.Convert:
                pipeline.Convert();
                break;
            case Stage.Evaluate:
                pipeline.Evaluate();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(stage));
        }

        pipeline.hashes.Save();
    }

    /// <summary>Copies the finished model and its labels out of the cache, only where they differ.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="modelPath">Receives the .tflite.</param>
    /// <param name="labelsPath">Receives the class names, one a line.</param>
    /// <returns>The class names, by output index.</returns>
    public static IReadOnlyList<string> CopyResults(ModelSettings settings, PipelineContext context, string modelPath, string labelsPath)
    {
        var pipeline = new ModelPipeline(settings, context, "embed");
        pipeline.cache.Restore(pipeline.Made(Stage.Convert)[ArtefactNames.Model], modelPath);
        pipeline.cache.Restore(pipeline.Made(Stage.Train)[ArtefactNames.Labels], labelsPath);
        return [.. File.ReadAllText(labelsPath).TrimEnd('\n').Split('\n')];
    }

    private void ResolveDataset()
    {
        var (root, labels, pictures) = new DatasetResolver(settings, context, cache, runner, hashes).Resolve();
        var manifest = ManifestBuilder.Build(root, pictures, labels, settings, hashes, context.Log.Report, context.Cancellation);
        AtomicFile.WriteTextIfDifferent(ManifestPath, manifest.ToJson());
    }

    private void ExtractFeatures()
    {
        var manifest = ReadManifest();
        var sha256 = weights.Sha256();
        var record = runner.Run(
            Stage.Features,
            new StageSettingsFactory(settings, sha256).Features,
            Inputs(("pictures", manifest.PicturesHash())),
            request => WithPictures(request, sha256));
        ReportSkipped(manifest, ReadIndex(record[FeatureIndex.FileName]));
    }

    private void Train()
    {
        var manifest = ReadManifest();
        var sha256 = weights.Sha256();
        var index = Made(Stage.Features)[FeatureIndex.FileName];
        var record = runner.Run(
            Stage.Train,
            new StageSettingsFactory(settings, sha256).Train,
            Inputs(("dataset", manifest.DatasetHash()), ("usable pictures", ReadIndex(index).UsableHash())),
            request => WithInputs(WithPictures(request, sha256), index));
        CopyCurves(record, "head");
    }

    private void FineTune()
    {
        var manifest = ReadManifest();
        var sha256 = weights.Sha256();
        var index = Made(Stage.Features)[FeatureIndex.FileName];
        var head = Made(Stage.Train);
        var inputs = new[] { head[ArtefactNames.HeadWeights], head[ArtefactNames.History] };
        var record = runner.Run(
            Stage.FineTune,
            new StageSettingsFactory(settings, sha256).FineTune,
            Inputs([
                ("dataset", manifest.DatasetHash()),
                ("usable pictures", ReadIndex(index).UsableHash()),
                .. inputs.Select(input => (input.Name, input.Sha256)),
            ]),
            request => WithInputs(WithPictures(request, sha256), [index, .. inputs]));
        CopyCurves(record, "fine-tune");
    }

    private void Convert()
    {
        var inputs = new[] { Made(Stage.FineTune)[ArtefactNames.ModelWeights], Made(Stage.Train)[ArtefactNames.Labels] };
        runner.Run(
            Stage.Convert,
            // Where the base came from is of no interest any more, so its weights are not looked for.
            new StageSettingsFactory(settings, weightsSha256: null).Convert,
            Inputs([.. inputs.Select(input => (input.Name, input.Sha256))]),
            request => WithInputs(request, inputs));
    }

    private void Evaluate()
    {
        var manifest = ReadManifest();
        var (model, index) = (Made(Stage.Convert)[ArtefactNames.Model], Made(Stage.Features)[FeatureIndex.FileName]);
        var record = runner.Run(
            Stage.Evaluate,
            new EvaluateSettings(),
            Inputs(
                ("validation pictures", manifest.ValidationHash()), ("usable pictures", ReadIndex(index).UsableHash()), (model.Name, model.Sha256)),
            request => WithInputs(request with { Manifest = ManifestPath }, model, index));
        var report = Path.Combine(context.StateDirectory, Evaluation.FileName);
        cache.Restore(record[Evaluation.FileName], report);
        var evaluation = Evaluation.FromJson(File.ReadAllText(report));
        if (evaluation.Accuracy() >= settings.MinAccuracy) return;
        throw new PipelineException(
            Codes.AccuracyTooLow,
            FormattableString.Invariant(
                $"FlowerModel '{settings.Name}' names {evaluation.Correct} of {evaluation.Pictures} validation pictures rightly ({evaluation.Accuracy():P1}), ")
            + FormattableString.Invariant($"less than MinAccuracy ({settings.MinAccuracy:P1}). ")
            + "More or better pictures, more Epochs, Views or FineTuneEpochs help; "
            + "the learning curves show which.",
            context.ProjectFile);
    }

    private static Dictionary<string, string> Inputs(params (string Name, string Sha256)[] inputs) =>
        inputs.ToDictionary(input => input.Name, input => input.Sha256, StringComparer.Ordinal);

    private TrainerRequest WithPictures(TrainerRequest request, string? weightsSha256) =>
        request with { Manifest = ManifestPath, BaseWeights = weights.Path(weightsSha256) };

    private TrainerRequest WithInputs(TrainerRequest request, params Artefact[] inputs) =>
        request with { Inputs = inputs.ToDictionary(input => input.Name, cache.PathOf, StringComparer.Ordinal) };

    private FeatureIndex ReadIndex(Artefact index) => FeatureIndex.FromJson(File.ReadAllText(cache.PathOf(index)));

    private Manifest ReadManifest() => Manifest.FromJson(File.ReadAllText(ManifestPath));

    private StageRecord Made(Stage stage) => StageRecord.TryRead(Path.Combine(context.StateDirectory, stage.Name() + ".json"))
        ?? throw new PipelineException(
            Codes.WriteFailed, $"What stage {stage.Name()} made is not in '{context.StateDirectory}'. Build the whole project again.", context.ProjectFile);

    private void ReportSkipped(Manifest manifest, FeatureIndex index)
    {
        if (index.Skipped.Count == 0) return;
        var reasons = index.Skipped.ToDictionary(skipped => skipped.Sha256, skipped => skipped.Reason, StringComparer.Ordinal);
        foreach (var entry in manifest.Entries)
        {
            if (!reasons.TryGetValue(entry.Sha256, out var reason)) continue;
            context.Log.Report(Diagnostic.Warning(
                Codes.UnreadablePicture, $"The picture cannot be read and is left out: {reason} Replace or remove it.", manifest.FullPath(entry)));
        }

        foreach (var label in manifest.Labels)
        {
            var usable = manifest.Entries.Where(entry => entry.Label == label && !reasons.ContainsKey(entry.Sha256)).ToArray();
            if (usable.Any(entry => entry.Side == Side.Train) && usable.Any(entry => entry.Side == Side.Validation)) continue;
            throw new PipelineException(
                Codes.TooFewPictures,
                $"Class '{label}' has {usable.Length} readable picture{(usable.Length == 1 ? "" : "s")}, too few to train and to validate. Add pictures.",
                Path.Combine(manifest.Root, label));
        }
    }

    private void CopyCurves(StageRecord record, string phase)
    {
        var isNew = false;
        foreach (var name in (string[])[ArtefactNames.History, ArtefactNames.CurvesSvg, ArtefactNames.CurvesPng])
        {
            isNew = cache.Restore(record[name], Path.Combine(context.StateDirectory, phase + "-" + name));
        }

        if (isNew) context.Log.Progress($"{settings.Name}: learning curves in {Path.Combine(context.StateDirectory, phase + "-" + ArtefactNames.CurvesPng)}");
    }
}
