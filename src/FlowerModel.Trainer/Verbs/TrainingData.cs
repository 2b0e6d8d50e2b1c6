using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The stored features of both subsets that a training reads, with labels.</summary>
/// <param name="Labels">Class names, by index.</param>
/// <param name="Training">Training images.</param>
/// <param name="Validation">Validation images.</param>
internal sealed record TrainingData(IReadOnlyList<string> Labels, FeatureSet Training, FeatureSet Validation)
{
    /// <summary>Opens the features; any that were deleted since the features stage are computed again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">Its settings of the features.</param>
    /// <param name="planOf">What the training reads of the images of a subset.</param>
    /// <param name="kept">The epochs of the training. If they are finished, only the features of validation images that are new to them are needed.</param>
    /// <param name="output">Receives progress.</param>
    /// <param name="cancellation">Stops between images.</param>
    public static TrainingData Open(
        TrainerRequest request, FeatureSettings settings, Func<Subset, FeaturePlan> planOf, KeptEpochs? kept, TrainerOutput output,
        CancellationToken cancellation)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!)).WithoutTest();
        var index = FeatureIndex.FromJson(File.ReadAllText(request.Inputs[FeatureIndex.FileName]));
        var entries = index.Usable(manifest);
        ImageSource[] sources = [.. entries.Where(IsNeeded).Select(entry => new ImageSource(entry.Sha256, manifest.FullPath(entry), entry.Subset))];
        KeptFeatures.Ensure(request, settings, subset => [planOf(subset)], sources, output, cancellation);

        var store = new FeatureStore(request.FeaturesDirectory);
        var labels = manifest.Labels.Select((label, number) => (label, number)).ToDictionary(pair => pair.label, pair => pair.number, StringComparer.Ordinal);
        return new TrainingData(manifest.Labels, Of(Subset.Train), Of(Subset.Validation));

        bool IsNeeded(ManifestEntry entry) => kept is not { IsFinished: true } || (entry.Subset == Subset.Validation && !kept.Knows(entry.Sha256));

        FeatureSet Of(Subset subset)
        {
            var plan = planOf(subset);
            var images = InContentOrder(entries.Where(entry => entry.Subset == subset));
            return new(
                store,
                plan.Network,
                plan.Options with { Verify = false },
                plan.Options.Taps[0],
                [.. images.Select(entry => new FeatureSample(entry.Sha256, labels[entry.Label]))]);
        }
    }

    // File names are not part of the key, so they must not determine the order of training.
    private static IEnumerable<ManifestEntry> InContentOrder(IEnumerable<ManifestEntry> entries) =>
        entries.OrderBy(entry => entry.Label, StringComparer.Ordinal).ThenBy(entry => entry.Sha256, StringComparer.Ordinal);
}
