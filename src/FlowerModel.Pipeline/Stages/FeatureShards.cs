using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Stages;

/// <summary>
/// Features of a part of the images as artifacts, so that several machines can compute them (<c>FlowerModelShard</c>). Each part is a run of the features
/// stage with the part's images, which also packs the stored activations into one file.
/// </summary>
internal static class FeatureShards
{
    // Distinguishes these runs from those of a dataset that consists of the same images.
    private static readonly StageInput Packed = StageInput.Hash("packed", "version 1");

    /// <summary>Returns the runs that this machine has to do.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">The settings of the stage.</param>
    /// <param name="shard">The machine's share.</param>
    /// <param name="run">The run of the features stage for all images.</param>
    public static IReadOnlyList<StageRun> RunsOf(ModelRun model, FeatureSettings settings, FeatureShard shard, StageRun run) =>
        [.. Runs(model, settings, run).Where(part => shard.Computes(part.Number)).Select(part => part.Run)];

    /// <summary>Adds the files of all parts that a cache has to the request of the features stage, which takes the activations from there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">The settings of the stage.</param>
    /// <param name="run">The run of the features stage for all images.</param>
    /// <param name="request">The request.</param>
    public static TrainerRequest AddTo(ModelRun model, FeatureSettings settings, StageRun run, TrainerRequest request)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var parts = Runs(model, settings, run).ToArray();
        foreach (var (_, part) in parts)
        {
            model.Context.Cancellation.ThrowIfCancellationRequested();
            var made = model.Results.Find(part.Key(model.Context.SdkVersion));
            if (made?.Find(FeatureIndex.PackName) is { } packed) files[model.Results.PathOf(packed)] = packed.Sha256;
        }

        model.Context.Log.Progress($"{model.Settings.Name}: {files.Count} of {parts.Length} parts of the features were computed by other jobs.");
        return request with { PackedFeatures = files };
    }

    private static IEnumerable<(int Number, StageRun Run)> Runs(ModelRun model, FeatureSettings settings, StageRun run)
    {
        var manifest = model.ReadManifest().WithoutTest();
        var parts = ImageShards.Parts(manifest.Entries.Select(entry => entry.Sha256));
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Count > 0) yield return (i, RunOf(settings, run, i, manifest.Only(parts[i])));
        }
    }

    private static StageRun RunOf(FeatureSettings settings, StageRun run, int number, Manifest images) => run with
    {
        Part = $"part {number + 1}",
        RecordName = $"{run.RecordName}.part-{number + 1}",
        Artifacts = [.. run.Artifacts, FeatureIndex.PackName],
        Inputs = [FeaturesStage.Images(settings, images), Packed],
        Complete = request =>
        {
            var manifest = Path.Combine(request.OutputDirectory, ModelRun.ManifestName);
            var text = images.ToJson();
            AtomicFile.WriteText(manifest, text);
            return run.Complete(request) with { Manifest = manifest, ManifestSha256 = Hashing.OfText(text), PacksFeatures = true };
        },
    };
}
