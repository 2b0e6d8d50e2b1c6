using System.Globalization;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Settings of the features stage.</summary>
/// <param name="Base">The frozen base.</param>
/// <param name="Head">Determines whether feature maps (<c>conv</c>) or pooled features (<c>linear</c>) are stored.</param>
/// <param name="FineTuneFrom">Layer at whose block boundary activations are stored; null without fine-tuning.</param>
/// <param name="Views">Number of stored views per image.</param>
/// <param name="ViewSeed">Seed of the augmented views; null for plain images, which involve no randomness.</param>
public sealed record FeatureSettings(BaseSettings Base, HeadKind Head, string? FineTuneFrom, int Views, int? ViewSeed) : StageSettings
{
    /// <summary>Returns the feature settings of a model.</summary>
    internal static FeatureSettings Of(ModelSettings model, BaseWeights weights) => new(
        BaseSettings.Of(model, weights),
        model.Head,
        model.IsFineTuned ? model.FineTuneFrom : null,
        model.Views,
        model.Views > 1 ? model.Seed : null);

    /// <summary>Returns the settings of the features that the head is trained on: the plain images, or, if no fine-tuning follows, all views.</summary>
    internal static FeatureSettings OfHead(ModelSettings model, BaseWeights weights) => model.IsFineTuned
        ? Of(model, weights) with { FineTuneFrom = null, Views = 1, ViewSeed = null }
        : Of(model, weights);
}

/// <summary>Features: the frozen base processes every new image once. Test images are not for training, so they have no features.</summary>
public sealed class FeaturesStage : Stage
{
    /// <summary>
    /// The version in the keys of the stages that train on stored activations: features.json, the stage's artifact, does not contain their bits.
    /// </summary>
    internal static StageInput Activations =>
        StageInput.Hash("activations", "version " + StageCatalog.Get<FeaturesStage>().Version.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string Name => "features";

    /// <inheritdoc/>
    public override int Version => 5;

    /// <inheritdoc/>
    public override string After => "dataset";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Artifacts => [FeatureIndex.FileName];

    internal override IReadOnlyList<StageRun> Plan(ModelRun model)
    {
        var weights = model.BaseWeights();
        var settings = FeatureSettings.Of(model.Settings, weights);
        var run = NewRun(settings, Images(settings, model.ReadManifest())) with
        {
            // A verification does not ask a service that may remember the result.
            Complete = request => weights.AddTo(model.WithFeatures(request)) with
            {
                RemoteExecution = model.Context.Policy == RunPolicy.Verify ? null : model.Context.RemoteExecution,
            },
            Compare = known => CompareImages(model, known),
        };
        return model.Context.Shard switch
        {
            null => [run],
            { Count: 0 } => [run with { Complete = request => FeatureShards.AddTo(model, settings, run, run.Complete(request)) }],
            var shard => FeatureShards.RunsOf(model, settings, shard, run),
        };
    }

    /// <summary>Returns the input that stands for the images. Views are stored only for training images.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="manifest">The images.</param>
    internal static StageInput Images(FeatureSettings settings, Manifest manifest) =>
        StageInput.Hash("images", settings.Views > 1 ? manifest.SubsetsHash() : manifest.ImagesHash());

    internal override void Report(ModelRun model, IReadOnlyList<StageRecord> made)
    {
        // A machine that computes only a part leaves the checks to the one that trains.
        if (model.Context.Shard is { Count: > 0 }) return;
        var index = model.ReadIndex(made[0][FeatureIndex.FileName]);
        var manifest = model.ReadManifest().WithoutTest();
        NearDuplicateReport.Write(model, index.SplitOf(manifest).Clusters);
        if (index.Skipped.Count == 0) return;
        var reasons = index.Skipped.ToDictionary(skipped => skipped.Sha256, skipped => skipped.Reason, StringComparer.Ordinal);
        foreach (var entry in manifest.Entries)
        {
            if (!reasons.TryGetValue(entry.Sha256, out var reason)) continue;
            model.Context.Log.Report(DatasetStage.Named(model, Diagnostic.Warning(
                Codes.UnreadableImage, $"The image cannot be read and is left out: {reason}. Replace or remove it.", manifest.FullPath(entry))));
        }

        CheckEveryClass(model, manifest, index);
    }

    private static string? CompareImages(ModelRun model, StageRecord known)
    {
        FeatureIndex index;
        try
        {
            index = model.ReadIndex(known[FeatureIndex.FileName]);
        }
        catch (LostArtifactException)
        {
            return null;
        }

        var before = new HashSet<string>(index.Images.Concat(index.Skipped.Select(skipped => skipped.Sha256)), StringComparer.Ordinal);
        var entries = model.ReadManifest().WithoutTest().Entries;
        var added = entries.Where(entry => !before.Contains(entry.Sha256)).ToArray();
        var removed = before.Except(entries.Select(entry => entry.Sha256), StringComparer.Ordinal).Count();
        if (added.Length + removed == 0) return null;
        var first = added.Length > 0 ? $", the first is {added[0].Path}" : "";
        return $"new or changed images: {added.Length}{first}; images no longer there: {removed}";
    }

    private static void CheckEveryClass(ModelRun model, Manifest manifest, FeatureIndex index)
    {
        var usable = index.Usable(manifest).ToLookup(entry => entry.Label, StringComparer.Ordinal);
        foreach (var label in manifest.Labels)
        {
            var count = usable[label].Count();
            if (usable[label].Select(entry => entry.Subset).Distinct().Count() > 1) continue;
            throw new PipelineException(DatasetStage.Named(model, Diagnostic.Error(
                Codes.TooFewImages,
                $"Class '{label}' has {count} readable image{(count == 1 ? "" : "s")}, too few for training and validation. Add images.",
                Path.Combine(manifest.Root, label))));
        }
    }
}
