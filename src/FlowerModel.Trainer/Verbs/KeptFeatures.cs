using System.Globalization;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The stored features that the settings require; missing ones, which are new or were deleted, are computed.</summary>
internal static class KeptFeatures
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(5);

    /// <summary>The tap that the head is trained on.</summary>
    public static Tap HeadTap(FeatureSettings settings) => HeadOptions.TapOf(settings.Head, BaseNetwork.Of(settings.Base).Network);

    /// <summary>Ensures that the activations of every view of every image are stored.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">Its settings of the features.</param>
    /// <param name="options">What is stored, from <see cref="OptionsOf"/>.</param>
    /// <param name="images">The images.</param>
    /// <param name="output">Receives progress.</param>
    /// <param name="cancellation">Stops between images.</param>
    public static ExtractionResult Ensure(
        TrainerRequest request,
        FeatureSettings settings,
        ExtractionOptions options,
        IReadOnlyList<ImageSource> images,
        TrainerOutput output,
        CancellationToken cancellation)
    {
        var store = new FeatureStore(request.FeaturesDirectory);
        var extractor = Extractor(request, settings, options, store);
        FeaturePack.Add(request.PackedFeatures, store, extractor.Stored(images), cancellation);
        RemoteFeatures.Fetch(request, settings, store, extractor, images, output, cancellation);
        return extractor.Ensure(images, new ProgressLines(request.Model, output), cancellation);
    }

    /// <summary>Packs everything that is stored for images.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">Its settings of the features.</param>
    /// <param name="images">The images, all of them readable.</param>
    /// <param name="path">Full path of the file to write.</param>
    public static void Pack(TrainerRequest request, FeatureSettings settings, IEnumerable<ImageSource> images, string path)
    {
        var store = new FeatureStore(request.FeaturesDirectory);
        FeaturePack.Write(path, store, Extractor(request, settings, OptionsOf(settings), store).Stored(images).Select(stored => stored.Key));
    }

    /// <summary>What is stored per image: the input of the head and, for fine-tuning, the input of the first trained layer's block.</summary>
    public static ExtractionOptions OptionsOf(FeatureSettings settings)
    {
        List<Tap> taps = [HeadTap(settings)];
        if (settings.FineTuneFrom is { } layer) taps.Add(Tap.Before(BaseNetwork.Of(settings.Base).Network, layer));
        return new ExtractionOptions
        {
            BaseId = BaseNetwork.IdOf(settings.Base),
            Taps = taps,
            Views = settings.Views,
            ViewSeed = (ulong)(settings.ViewSeed ?? 0),
        };
    }

    private static FeatureExtractor Extractor(TrainerRequest request, FeatureSettings settings, ExtractionOptions options, FeatureStore store) =>
        new(store, BaseNetwork.Of(settings.Base), options, () => BaseNetwork.Load(request, settings.Base));

    private sealed class ProgressLines(string model, TrainerOutput output) : IProgress<ExtractionProgress>
    {
        private readonly System.Diagnostics.Stopwatch since = System.Diagnostics.Stopwatch.StartNew();

        public void Report(ExtractionProgress value)
        {
            if (since.Elapsed < BetweenMessages) return;
            since.Restart();
            output.Progress(string.Create(CultureInfo.InvariantCulture, $"{model}: features of {value.Done} of {value.Total} images"));
        }
    }
}
