using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.TorchSharpPeer.Engine;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using TorchSharp;

namespace FlowerModel.Bench;

/// <summary>
/// Compares the trainer's method (stored features, channels-last, folded BatchNorm, tuned allocator) with the plain one (everything from the
/// images in every epoch), each in its own process, on the same photos. Both train a linear head and fine-tune from layer 100.
/// </summary>
internal static class SpeedCommand
{
    private const int BatchSize = 32;
    private const int Epochs = 3;
    private static readonly Option<string?> Way = new("--way") { Description = "plain or kept. Default: both, one after the other." };

    public static Command Create()
    {
        var command = new Command("speed", "Compares speed and memory of the trainer's method with the plain method.")
        {
            BenchOptions.Photos, BenchOptions.Weights, BenchOptions.Alpha, BenchOptions.ImageSize, BenchOptions.PerClass, BenchOptions.Work,
            BenchOptions.LibTorch, Way,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        switch (arguments.GetValue(Way))
        {
            case null:
                Compare(arguments);
                break;
            case "plain":
                Print(Plain(arguments));
                break;
            default:
                Print(Kept(arguments));
                break;
        }
    }

    private static void Compare(ParseResult arguments)
    {
        var plain = ChildRun.Figures(arguments, "--way", "plain");
        var kept = ChildRun.Figures(arguments, "--way", "kept");
        string[] names = ["features, images/s", "head epoch, s", "fine-tuning epoch, s", "peak memory, MB"];
        Console.WriteLine("| | plain | trainer | ratio |");
        Console.WriteLine("|---|---|---|---|");
        for (var i = 0; i < names.Length; i++)
        {
            var ratio = i == 0 ? kept[i] / plain[i] : plain[i] / kept[i];
            Console.WriteLine(FormattableString.Invariant($"| {names[i]} | {plain[i]:F2} | {kept[i]:F2} | {ratio:F1} |"));
        }
    }

    private static void Print(double[] figures)
    {
        double[] all = [.. figures, Process.GetCurrentProcess().PeakWorkingSet64 >> 20];
        Console.WriteLine(string.Join(' ', all.Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))));
    }

    private static (PhotoFolder Photos, SizedNetwork Network, KerasWeights Weights) Open(ParseResult arguments, bool tune)
    {
        TorchEngine.Start(BenchOptions.Engine(
            arguments.GetRequiredValue(BenchOptions.LibTorch), arguments.GetRequiredValue(BenchOptions.Work), tune));
        var weights = arguments.GetValue(BenchOptions.Weights) ?? throw new ArgumentException("--weights is required");
        return (
            PhotoFolder.Open(arguments.GetRequiredValue(BenchOptions.Photos), arguments.GetRequiredValue(BenchOptions.PerClass)),
            NetworkCatalog.Default.At(arguments.GetRequiredValue(BenchOptions.Alpha), arguments.GetRequiredValue(BenchOptions.ImageSize)),
            KerasWeightsFile.Read(weights));
    }

    private static double[] Kept(ParseResult arguments)
    {
        var (photos, network, weights) = Open(arguments, tune: true);
        // Features of an earlier run would make this one look faster.
        var folder = Directory.CreateTempSubdirectory("flowermodel-bench-").FullName;
        try
        {
            var store = new FeatureStore(folder);
            var head = new HeadOptions { Kind = HeadKind.Linear, Classes = photos.Classes.Count };
            var fineTune = FineTuning(network);
            var extraction = new ExtractionOptions { BaseId = "bench", Taps = [head.TapOf(network.Network), fineTune.TapOf(network.Network)] };
            TorchNetwork LoadBase() => TorchNetwork.Load(network, weights);
            var clock = Stopwatch.StartNew();
            new FeatureExtractor(store, network, extraction, LoadBase).Ensure(photos.Images);
            var rate = photos.Images.Count / clock.Elapsed.TotalSeconds;

            FeatureSet Set(Tap tap, IReadOnlyList<FeatureSample> samples) => new(store, network, extraction, tap, samples);
            var options = new TrainingOptions { Epochs = Epochs, BatchSize = BatchSize };
            var trained = HeadTrainer.Train(
                Set(head.TapOf(network.Network), photos.Training), Set(head.TapOf(network.Network), photos.Validation), head, options);
            var tuned = FineTuner.Train(
                Set(fineTune.TapOf(network.Network), photos.Training), Set(fineTune.TapOf(network.Network), photos.Validation),
                LoadBase, head, trained.Weights, fineTune,
                options with { LearningRate = 1e-5 });
            return [rate, Fastest(trained), Fastest(tuned)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static FineTuneOptions FineTuning(SizedNetwork network) => new() { From = network.Network.FineTuneFrom };

    private static double Fastest(TrainingResult result) =>
        result.History.Epochs.Where(epoch => epoch.Epoch > 0).Min(epoch => epoch.Seconds);

    private static double[] Plain(ParseResult arguments)
    {
        var (photos, network, weights) = Open(arguments, tune: false);
        var seconds = PlainPass(photos.Images.Select(image => image.Path), network, weights, photos.Classes.Count, null);
        var rate = photos.Images.Count / seconds;
        var paths = photos.Images.ToDictionary(image => image.Sha256, image => image.Path);
        double Epoch(int trainedFrom) =>
            PlainPass(photos.Training.Select(sample => paths[sample.ImageSha256]), network, weights, photos.Classes.Count, trainedFrom)
            + PlainPass(photos.Validation.Select(sample => paths[sample.ImageSha256]), network, weights, photos.Classes.Count, null);
        return [rate, Epoch(network.Network.Blocks.Count), Epoch(FineTuning(network).TapOf(network.Network).Boundary)];
    }

    /// <summary>
    /// Decodes images and runs them through the network, optionally training it from a block on; returns the seconds.
    /// </summary>
    private static double PlainPass(
        IEnumerable<string> paths, SizedNetwork options, KerasWeights weights, int classes, int? trainedFrom)
    {
        using var network = new PlainNetwork(options, weights, classes, trainedFrom ?? options.Network.Blocks.Count);
        using var optimizer = torch.optim.Adam(network.Trained, 1e-5);
        var preprocessor = new ImagePreprocessor(options.ImageSize, options.ImageSize);
        var clock = Stopwatch.StartNew();
        foreach (var batch in paths.Chunk(BatchSize))
        {
            using var scope = torch.NewDisposeScope();
            var pixels = new float[batch.Length * preprocessor.Length];
            for (var i = 0; i < batch.Length; i++)
            {
                preprocessor.Prepare(RgbImage.Load(batch[i]), pixels.AsSpan(i * preprocessor.Length, preprocessor.Length));
            }

            var input = torch.tensor(pixels, [batch.Length, options.ImageSize, options.ImageSize, 3]).permute(0, 3, 1, 2).contiguous();
            if (trainedFrom is null)
            {
                using var _ = torch.no_grad();
                network.Features(input);
                continue;
            }

            optimizer.zero_grad();
            torch.nn.functional.cross_entropy(network.forward(input), torch.zeros(batch.Length, torch.int64)).backward();
            optimizer.step();
        }

        return clock.Elapsed.TotalSeconds;
    }
}
