using System.Globalization;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Verbs;

/// <summary>Runs the frozen base over every training and validation image that has no stored features yet.</summary>
internal sealed class FeaturesVerb : StageVerb<FeaturesStage, FeatureSettings>
{
    public override string Description => "Runs the frozen base once per image and stores the features.";

    private protected override void Run(TrainerRequest request, FeatureSettings settings, TrainerOutput output, CancellationToken cancellation)
    {
        var manifest = Manifest.FromJson(File.ReadAllText(request.Manifest!)).WithoutTest();
        ImageSource[] sources = [.. manifest.Entries.Select(entry => Source(manifest, entry))];
        var result = KeptFeatures.Ensure(request, settings, plansOf: null, sources, output, cancellation);
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Model}: {result.ComputedImages} images went through the base, {result.ReusedImages} were reused from earlier builds."));

        // Fewer than half do not decide how good the model is.
        if (result.SmallImages * 2 > result.ComputedImages)
        {
            output.Advise(Codes.SmallImages, string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Model}: {result.SmallImages} of {result.ComputedImages} new images are at most half as wide and high as the network's input "
                + $"({settings.Base.ImageSize} pixels), so it sees mostly interpolated pixels. A smaller ImageSize is as accurate and several times as fast, "
                + $"unless the model is meant for larger images; then train on such."));
        }

        var skipped = result.Unreadable
            .Select(problem => new SkippedImage(problem.Image.Sha256, problem.Reason))
            .OrderBy(image => image.Sha256, StringComparer.Ordinal)
            .ToArray();
        var unusable = skipped.Select(image => image.Sha256).ToHashSet(StringComparer.Ordinal);
        var images = manifest.Entries.Select(entry => entry.Sha256).Where(sha256 => !unusable.Contains(sha256)).Distinct(StringComparer.Ordinal);

        var fingerprints = new FingerprintStore(new FeatureStore(request.FeaturesDirectory))
            .Of(sources.Where(image => !unusable.Contains(image.Sha256)), cancellation);

        // Training on the features does not depend on where activations for fine-tuning are stored.
        var index = new FeatureIndex(
            TrainerRequest.SettingsOf(settings with { FineTuneFrom = null }), [.. images.Order(StringComparer.Ordinal)], skipped)
        {
            Fingerprints = fingerprints.Count > 0 ? fingerprints : null,
        };
        AtomicFile.WriteText(Path.Combine(request.OutputDirectory, FeatureIndex.FileName), index.ToJson());
        if (!request.PacksFeatures) return;
        KeptFeatures.Pack(
            request, settings, sources.Where(image => !unusable.Contains(image.Sha256)), Path.Combine(request.OutputDirectory, FeatureIndex.PackName));
    }

    private static ImageSource Source(Manifest manifest, ManifestEntry entry) => new(entry.Sha256, manifest.FullPath(entry), entry.Subset);
}
