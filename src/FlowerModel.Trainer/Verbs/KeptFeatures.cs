using System.Globalization;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The stored features that the settings require; missing ones, which are new or were deleted, are computed.</summary>
internal static class KeptFeatures
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(5);

    /// <summary>Ensures that the activations that each image needs are stored.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">Its settings of the features.</param>
    /// <param name="plansOf">What is needed for the images of a subset; null: everything.</param>
    /// <param name="images">The images.</param>
    /// <param name="output">Receives progress.</param>
    /// <param name="cancellation">Stops between images.</param>
    public static ExtractionResult Ensure(
        TrainerRequest request,
        FeatureSettings settings,
        Func<Subset, IReadOnlyList<FeaturePlan>>? plansOf,
        IReadOnlyList<ImageSource> images,
        TrainerOutput output,
        CancellationToken cancellation)
    {
        var store = new FeatureStore(request.FeaturesDirectory);
        // Whoever asks for some of them is about to read them.
        var plans = Plans(
            request, settings, plansOf ?? (subset => FeaturePlan.Of(settings, subset)), store, verify: plansOf is not null, fingerprints: plansOf is null);
        FeaturePack.Add(request.PackedFeatures, store, plans.Stored(images), cancellation);
        RemoteFeatures.Fetch(request, settings, store, plans, images, output, cancellation);
        return plans.Ensure(images, new ProgressLines(request.Model, output), cancellation);
    }

    /// <summary>Packs everything that is stored for images.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">Its settings of the features.</param>
    /// <param name="images">The images, all of them readable.</param>
    /// <param name="path">Full path of the file to write.</param>
    public static void Pack(TrainerRequest request, FeatureSettings settings, IEnumerable<ImageSource> images, string path)
    {
        var store = new FeatureStore(request.FeaturesDirectory);
        var plans = Plans(request, settings, subset => FeaturePlan.Of(settings, subset), store, verify: true, fingerprints: false);
        FeaturePack.Write(path, store, plans.Stored(images).Select(stored => stored.Key));
    }

    private static FeaturePlans Plans(
        TrainerRequest request, FeatureSettings settings, Func<Subset, IReadOnlyList<FeaturePlan>> plansOf, FeatureStore store, bool verify,
        bool fingerprints) =>
        new(store, plansOf, verify, fingerprints, () => BaseNetwork.Load(request, settings.Base));

    private sealed class ProgressLines(string model, TrainerOutput output) : IProgress<ExtractionProgress>
    {
        private readonly System.Diagnostics.Stopwatch since = System.Diagnostics.Stopwatch.StartNew();
        private readonly StatusLine status = new(output);

        public void Report(ExtractionProgress value)
        {
            status.Report(
                static (total, done) => string.Create(CultureInfo.InvariantCulture, $"features {done}/{total}"), value.Total, value.Done, value.Total);
            if (since.Elapsed < BetweenMessages) return;
            since.Restart();
            output.Progress(string.Create(CultureInfo.InvariantCulture, $"{model}: features of {value.Done} of {value.Total} images"));
        }
    }
}
