using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using FlowerModel.Trainer.Verbs;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Bench;

/// <summary>
/// Measures how good bases are: validation accuracy of a linear head on the frozen features, with all training photos and with few photos
/// of three classes. The accuracy is the one after the last epoch, so that the photos it is measured on influence no choice.
/// </summary>
internal static class BasesCommand
{
    private const int Ways = 3;
    private const int Draws = 10;

    /// <summary>The embedded base. It runs at its own image size and at larger ones of at most 60 million multiply-adds.</summary>
    private static readonly EmbeddedWeights Embedded = NetworkCatalog.Default.EmbeddedWeights[0];
    private static readonly int[] EmbeddedSizes = [Embedded.ImageSize, 160, 192, 224];
    private static readonly TrainingOptions All = new() { Epochs = 20, Seed = 1 };
    private static readonly TrainingOptions Few = new() { Epochs = 60, LearningRate = 5e-3 };
    private static readonly Option<DirectoryInfo> Folder = new("--weights-folder")
    {
        Required = true,
        Description = "Folder with mobilenet_v2_1.0_224_no_top.h5 and mobilenet_v2_0.35_224_no_top.h5.",
    };

    private static readonly Option<string[]> Another = new("--another")
    {
        AllowMultipleArgumentsPerToken = true,
        Description = "More bases: a Keras .h5 file, or FILE,ALPHA,SIZE if width or image size differ from the embedded base.",
    };

    public static Command Create()
    {
        var command = new Command("bases", "Accuracy of linear heads on the embedded base and others.")
        {
            BenchOptions.Photos, BenchOptions.PerClass, BenchOptions.Work, Folder, Another,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var work = arguments.GetRequiredValue(BenchOptions.Work);
        var photos = PhotoFolder.Open(arguments.GetRequiredValue(BenchOptions.Photos), arguments.GetRequiredValue(BenchOptions.PerClass));
        var store = new FeatureStore(Path.Combine(work, "features"));
        Console.WriteLine($"{photos.Training.Count} photos for training, {photos.Validation.Count} for validation");
        Console.WriteLine($"| base | all photos, {photos.Classes.Count} classes | {Ways} classes, 5 photos each | {Ways} classes, 20 photos each |");
        Console.WriteLine("|---|---|---|---|");
        var folder = arguments.GetRequiredValue(Folder).FullName;
        foreach (var candidate in Candidates(folder, arguments.GetValue(Another) ?? []))
        {
            var bench = new Bench(photos, store, candidate);
            Console.WriteLine(FormattableString.Invariant(
                $"| {candidate.Name} | {bench.WithAll():F3} | {bench.WithFew(5):F3} | {bench.WithFew(20):F3} |"));
        }
    }

    private static IEnumerable<Candidate> Candidates(string folder, IEnumerable<string> others)
    {
        const string Narrow = "mobilenet_v2_0.35_224_no_top.h5";
        var small = NetworkCatalog.Default.At(Embedded.Alpha, Embedded.ImageSize);
        foreach (var other in others)
        {
            var parts = other.Split(',');
            var network = parts is [_, var alpha, var size]
                ? NetworkCatalog.Default.At(double.Parse(alpha, CultureInfo.InvariantCulture), int.Parse(size, CultureInfo.InvariantCulture))
                : small;
            yield return new Candidate($"{Path.GetFileName(parts[0])} at {network.ImageSize}", network, Path.GetFullPath(parts[0]));
        }

        if (File.Exists(BaseNetwork.PathOf(Embedded)))
        {
            foreach (var size in EmbeddedSizes)
                yield return new Candidate($"embedded, 0.35, {size}", small.Resized(size), BaseNetwork.PathOf(Embedded));
        }

        yield return new Candidate("ImageNet, 0.35, 128", small, Path.Combine(folder, Narrow));
        yield return new Candidate("ImageNet, 0.35, 224", small.Resized(224), Path.Combine(folder, Narrow));
        yield return new Candidate(
            "ImageNet, 1.0, 224 (the teacher)", NetworkCatalog.Default.At(1.0, 224), Path.Combine(folder, "mobilenet_v2_1.0_224_no_top.h5"));
        yield return new Candidate("random weights, 0.35, 128", small, null);
    }

    private sealed record Candidate(string Name, SizedNetwork Network, string? Weights)
    {
        public string Id => FormattableString.Invariant($"{Hash}-{Network.Alpha}-{Network.ImageSize}");

        private string Hash => Weights is null ? "random" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Weights)))[..16];

        public KerasWeights Load() => Weights is null ? InitialWeights.OfBase(Network, 1) : KerasWeightsFile.Read(Weights);
    }

    private sealed class Bench
    {
        private readonly PhotoFolder photos;
        private readonly FeatureStore store;
        private readonly Candidate candidate;
        private readonly ExtractionOptions extraction;

        public Bench(PhotoFolder photos, FeatureStore store, Candidate candidate)
        {
            (this.photos, this.store, this.candidate) = (photos, store, candidate);
            extraction = new ExtractionOptions { BaseId = candidate.Id, Taps = [Tap.PooledOutput(candidate.Network.Network)] };
            new FeatureExtractor(store, candidate.Network, extraction, candidate.Load).Ensure(photos.Images);
        }

        public double WithAll() => Accuracy(photos.Training, photos.Validation, photos.Classes.Count, All);

        /// <summary>The mean over random draws of classes and photos.</summary>
        public double WithFew(int shots) => Enumerable.Range(1, Draws).Average(draw =>
        {
            var random = new RandomStream((ulong)draw);
            var labels = Enumerable.Range(0, photos.Classes.Count).ToArray();
            random.Shuffle(labels.AsSpan());
            labels = labels[..Ways];
            List<FeatureSample> training = [];
            foreach (var label in labels)
            {
                var own = photos.Training.Where(sample => sample.Label == label).ToArray();
                random.Shuffle(own.AsSpan());
                training.AddRange(own.Take(shots));
            }

            FeatureSample[] Renumbered(IEnumerable<FeatureSample> samples) =>
                [.. samples.Where(sample => labels.Contains(sample.Label)).Select(sample => sample with { Label = Array.IndexOf(labels, sample.Label) })];
            return Accuracy(Renumbered(training), Renumbered(photos.Validation), Ways, Few with { Seed = (ulong)draw });
        });

        private double Accuracy(IReadOnlyList<FeatureSample> training, IReadOnlyList<FeatureSample> validation, int classes, TrainingOptions options)
        {
            FeatureSet Set(IReadOnlyList<FeatureSample> samples) =>
                new(store, candidate.Network, extraction, Tap.PooledOutput(candidate.Network.Network), samples);
            var head = new HeadOptions { Kind = HeadKind.Linear, Classes = classes };
            return HeadTrainer.Train(Set(training), Set(validation), head, options).History.Epochs[^1].ValidationAccuracy;
        }
    }
}
