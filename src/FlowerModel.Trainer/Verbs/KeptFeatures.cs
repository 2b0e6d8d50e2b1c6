using System.Globalization;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The kept features that settings ask for; what is missing, because it is new or was cleaned away, is computed.</summary>
internal static class KeptFeatures
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(5);

    /// <summary>The tap that a head is trained on.</summary>
    public static Tap HeadTap(HeadKind head) => head == HeadKind.Conv ? Tap.Output : Tap.PooledOutput;

    /// <summary>Sees to it that every tap of every view of every image is kept.</summary>
    public static ExtractionResult Ensure(
        TrainerRequest request, FeatureSettings settings, IEnumerable<ImageSource> images, TrainerOutput output, CancellationToken cancellation)
    {
        var extractor = new FeatureExtractor(
            new FeatureStore(request.FeaturesDirectory),
            BaseNetwork.OptionsOf(settings.Base),
            OptionsOf(settings),
            () => BaseNetwork.Load(request, settings.Base));
        return extractor.Ensure([.. images], new ProgressLines(request.Model, output), cancellation);
    }

    /// <summary>What is kept of each image: what the head needs and, for fine-tuning, what lies before the first trained layer.</summary>
    public static ExtractionOptions OptionsOf(FeatureSettings settings)
    {
        List<Tap> taps = [HeadTap(settings.Head)];
        if (settings.FineTuneFrom is { } layer) taps.Add(LayerName.TapBefore(layer));
        return new ExtractionOptions
        {
            BaseId = BaseNetwork.IdOf(settings.Base),
            Taps = taps,
            Views = settings.Views,
            ViewSeed = (ulong)(settings.ViewSeed ?? 0),
        };
    }

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
