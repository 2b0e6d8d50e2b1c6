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
    private readonly ArtifactCache cache;
    private readonly StatCache hashes;
    private readonly StageRunner runner;
    private readonly BaseWeightsResolver weights;
    private readonly PipelineState state;
    private readonly VariantStages variants;

    private ModelPipeline(ModelSettings settings, PipelineContext context, string part)
    {
        this.settings = settings;
        this.context = context;
        cache = new ArtifactCache(context.CacheDirectory);
        hashes = StatCache.Open(Path.Combine(context.StateDirectory, part + ".hashes.json"));
        state = new PipelineState(context, cache);
        runner = new StageRunner(settings.Name, context, cache, hashes, state);
        weights = new BaseWeightsResolver(settings, context, cache, runner, hashes);
        variants = new VariantStages(settings, context, cache, runner, state);
    }

    /// <summary>Runs one stage, or finds its artifacts in the cache.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="stage">The stage; the earlier ones have been run.</param>
    /// <exception cref="PipelineException">The stage failed, in words.</exception>
    /// <exception cref="OperationCanceledException">The build was canceled.</exception>
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
            case Stage.Quantize:
                pipeline.variants.Quantize();
                break;
            case Stage.Evaluate:
                pipeline.variants.Evaluate();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(stage));
        }

        pipeline.hashes.Save();
    }

    /// <summary>
    /// Copies the finished models and their labels out of the cache, only where they differ: one .tflite for each variant, called as
    /// <see cref="Variants.VariantNames"/> says, and <see cref="LabelsFileName"/>.
    /// </summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="folder">Full path of the folder that receives them.</param>
    /// <returns>The class names, by output index.</returns>
    public static IReadOnlyList<string> CopyResults(ModelSettings settings, PipelineContext context, string folder)
    {
        var pipeline = new ModelPipeline(settings, context, "embed");
        pipeline.variants.CopyModels(folder);
        var labels = Path.Combine(folder, LabelsFileName(settings));
        pipeline.cache.Restore(pipeline.state.Made(Stage.Train)[ArtifactNames.Labels], labels);
        return [.. File.ReadAllText(labels).TrimEnd('\n').Split('\n')];
    }

    /// <summary>Name of the file with the class names, one a line, by output index.</summary>
    public static string LabelsFileName(ModelSettings settings) => settings.Name + ".labels.txt";

    private void ResolveDataset()
    {
        var (root, labels, images) = new DatasetResolver(settings, context, cache, runner, hashes).Resolve();
        var manifest = ManifestBuilder.Build(root, images, labels, settings, hashes, context.Log.Report, context.Cancellation);
        AtomicFile.WriteTextIfDifferent(state.ManifestPath, manifest.ToJson());
    }

    private void ExtractFeatures()
    {
        var manifest = state.ReadManifest();
        var sha256 = weights.Sha256();
        var record = runner.Run(
            Stage.Features,
            new StageSettingsFactory(settings, sha256).Features,
            PipelineState.Inputs(("images", manifest.ImagesHash())),
            request => WithImages(request, sha256));
        ReportSkipped(manifest, state.ReadIndex(record[FeatureIndex.FileName]));
    }

    private void Train()
    {
        var manifest = state.ReadManifest();
        var sha256 = weights.Sha256();
        var index = state.Made(Stage.Features)[FeatureIndex.FileName];
        var record = runner.Run(
            Stage.Train,
            new StageSettingsFactory(settings, sha256).Train,
            PipelineState.Inputs(("dataset", manifest.DatasetHash()), ("usable images", state.ReadIndex(index).UsableHash())),
            request => state.WithInputs(WithImages(request, sha256), index));
        CopyCurves(record, "head");
    }

    private void FineTune()
    {
        var manifest = state.ReadManifest();
        var sha256 = weights.Sha256();
        var index = state.Made(Stage.Features)[FeatureIndex.FileName];
        var head = state.Made(Stage.Train);
        var inputs = new[] { head[ArtifactNames.HeadWeights], head[ArtifactNames.History] };
        var record = runner.Run(
            Stage.FineTune,
            new StageSettingsFactory(settings, sha256).FineTune,
            PipelineState.Inputs([
                ("dataset", manifest.DatasetHash()),
                ("usable images", state.ReadIndex(index).UsableHash()),
                .. inputs.Select(input => (input.Name, input.Sha256)),
            ]),
            request => state.WithInputs(WithImages(request, sha256), [index, .. inputs]));
        CopyCurves(record, "fine-tune");
    }

    private void Convert()
    {
        var inputs = new[] { state.Made(Stage.FineTune)[ArtifactNames.ModelWeights], state.Made(Stage.Train)[ArtifactNames.Labels] };
        runner.Run(
            Stage.Convert,
            // Where the base came from is of no interest any more, so its weights are not looked for.
            new StageSettingsFactory(settings, weightsSha256: null).Convert,
            PipelineState.Inputs([.. inputs.Select(input => (input.Name, input.Sha256))]),
            request => state.WithInputs(request, inputs));
    }

    private TrainerRequest WithImages(TrainerRequest request, string? weightsSha256) =>
        request with { Manifest = state.ManifestPath, BaseWeights = weights.Path(weightsSha256) };

    private void ReportSkipped(Manifest manifest, FeatureIndex index)
    {
        if (index.Skipped.Count == 0) return;
        var reasons = index.Skipped.ToDictionary(skipped => skipped.Sha256, skipped => skipped.Reason, StringComparer.Ordinal);
        foreach (var entry in manifest.Entries)
        {
            if (!reasons.TryGetValue(entry.Sha256, out var reason)) continue;
            context.Log.Report(Diagnostic.Warning(
                Codes.UnreadableImage, $"The image cannot be read and is left out: {reason} Replace or remove it.", manifest.FullPath(entry)));
        }

        foreach (var label in manifest.Labels)
        {
            var usable = manifest.Entries.Where(entry => entry.Label == label && !reasons.ContainsKey(entry.Sha256)).ToArray();
            if (usable.Any(entry => entry.Subset == Subset.Train) && usable.Any(entry => entry.Subset == Subset.Validation)) continue;
            throw new PipelineException(
                Codes.TooFewImages,
                $"Class '{label}' has {usable.Length} readable image{(usable.Length == 1 ? "" : "s")}, too few to train and to validate. Add images.",
                Path.Combine(manifest.Root, label));
        }
    }

    private void CopyCurves(StageRecord record, string phase)
    {
        var isNew = false;
        foreach (var name in (string[])[ArtifactNames.History, ArtifactNames.CurvesSvg, ArtifactNames.CurvesPng])
        {
            isNew = cache.Restore(record[name], Path.Combine(context.StateDirectory, phase + "-" + name));
        }

        if (isNew) context.Log.Progress($"{settings.Name}: learning curves in {Path.Combine(context.StateDirectory, phase + "-" + ArtifactNames.CurvesPng)}");
    }
}
