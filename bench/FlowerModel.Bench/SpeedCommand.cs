using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.TorchSharpPeer.Engine;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;
using TorchSharp;

namespace FlowerModel.Bench;

/// <summary>
/// The reference protocol three ways, each in its own process, on the same photos: the product's engine; TorchSharp with stored features, channels-last,
/// folded BatchNorm and tuned allocator; and the plain way with TorchSharp, which computes everything from the images in every epoch.
/// </summary>
internal static class SpeedCommand
{
    private const int HeadEpochs = 10;
    private const int FineTuneEpochs = 5;
    private static readonly string[] Ways = ["plain", "torch", "managed"];
    private static readonly Option<string?> Way = new("--way") { Description = "plain, torch or managed. Default: all, one after the other." };
    private static readonly Option<HeadKind> Head = new("--head") { Description = "The head." };
    private static readonly Option<int> BatchSize = new("--batch-size") { DefaultValueFactory = _ => 64 };
    private static readonly Option<int> MeasuredEpochs = new("--measured-epochs")
    {
        DefaultValueFactory = _ => 3, Description = "Epochs of each phase that are measured, except in the plain way, which measures one.",
    };

    public static Command Create()
    {
        var command = new Command("speed", "Compares speed and memory of the trainer with TorchSharp.")
        {
            BenchOptions.Photos, BenchOptions.Weights, BenchOptions.Alpha, BenchOptions.ImageSize, BenchOptions.PerClass, BenchOptions.Work,
            BenchOptions.LibTorch, Way, Head, BatchSize, MeasuredEpochs,
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
            case var way:
                Print(Stored(arguments, isTorch: way == "torch"));
                break;
        }
    }

    private static void Compare(ParseResult arguments)
    {
        var figures = Ways.Select(way => ChildRun.Figures(arguments, "--way", way)).ToArray();
        string[] names = ["features with decoding, images/s", "head epoch, s", "fine-tuning epoch, s", $"protocol ({HeadEpochs} + {FineTuneEpochs} epochs), s", "peak memory, MB"];
        Console.WriteLine("| | plain | TorchSharp | managed | against TorchSharp | against plain |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (var i = 0; i < names.Length; i++)
        {
            var (plain, torch, managed) = (figures[0][i], figures[1][i], figures[2][i]);
            var (toTorch, toPlain) = i == 0 ? (managed / torch, managed / plain) : (torch / managed, plain / managed);
            Console.WriteLine(FormattableString.Invariant($"| {names[i]} | {plain:F1} | {torch:F2} | {managed:F2} | {toTorch:F2} | {toPlain:F1} |"));
        }
    }

    /// <param name="way">Images per second, seconds per epoch, and the seconds before the first epoch, which the plain way does not have.</param>
    private static void Print((double Rate, double HeadEpoch, double FineTuneEpoch, double Before) way)
    {
        var protocol = way.Before + (HeadEpochs * way.HeadEpoch) + (FineTuneEpochs * way.FineTuneEpoch);
        double[] all = [way.Rate, way.HeadEpoch, way.FineTuneEpoch, protocol, Process.GetCurrentProcess().PeakWorkingSet64 >> 20];
        Console.WriteLine(string.Join(' ', all.Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))));
    }

    private static (PhotoFolder Photos, SizedNetwork Network, KerasWeights Weights) Open(ParseResult arguments)
    {
        var weights = arguments.GetValue(BenchOptions.Weights) ?? throw new ArgumentException("--weights is required");
        return (
            PhotoFolder.Open(arguments.GetRequiredValue(BenchOptions.Photos), arguments.GetRequiredValue(BenchOptions.PerClass)),
            NetworkCatalog.Default.At(arguments.GetRequiredValue(BenchOptions.Alpha), arguments.GetRequiredValue(BenchOptions.ImageSize)),
            KerasWeightsFile.Read(weights));
    }

    private static void StartTorch(ParseResult arguments, bool tune) => TorchEngine.Start(
        BenchOptions.Engine(arguments.GetRequiredValue(BenchOptions.LibTorch), arguments.GetRequiredValue(BenchOptions.Work), tune));

    private static (double Rate, double HeadEpoch, double FineTuneEpoch, double Before) Stored(ParseResult arguments, bool isTorch)
    {
        if (isTorch) StartTorch(arguments, tune: true);
        var (photos, network, weights) = Open(arguments);
        // Features of an earlier run would make this one look faster.
        var folder = Directory.CreateTempSubdirectory("flowermodel-bench-").FullName;
        try
        {
            var store = new FeatureStore(folder);
            var head = HeadOf(arguments, photos);
            var fineTune = FineTuning(network);
            var extraction = new ExtractionOptions { BaseId = "bench", Taps = [head.TapOf(network.Network), fineTune.TapOf(network.Network)] };
            TrainedSystem system = isTorch
                ? new TorchSystem(network, weights, seed: 1, store, extraction)
                : new ManagedSystem(network, weights, seed: 1, store, extraction);
            var clock = Stopwatch.StartNew();
            system.Extract(photos.Images);
            var rate = photos.Images.Count / clock.Elapsed.TotalSeconds;
            var options = new TrainingOptions { Epochs = arguments.GetRequiredValue(MeasuredEpochs), BatchSize = arguments.GetRequiredValue(BatchSize) };
            var trained = system.TrainHead(photos.Training, photos.Validation, head, options);
            var tuned = system.FineTune(photos.Training, photos.Validation, head, trained.Weights, fineTune, options with { LearningRate = 1e-5 });
            return (rate, Median(trained), Median(tuned), photos.Images.Count / rate);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static HeadOptions HeadOf(ParseResult arguments, PhotoFolder photos) => new() { Kind = arguments.GetValue(Head), Classes = photos.Classes.Count };

    private static FineTuneOptions FineTuning(SizedNetwork network) => new() { From = network.Network.FineTuneFrom };

    private static double Median(TrainingResult result)
    {
        double[] seconds = [.. result.History.Epochs.Where(epoch => epoch.Epoch > 0).Select(epoch => epoch.Seconds).Order()];
        return seconds[seconds.Length / 2];
    }

    private static (double Rate, double HeadEpoch, double FineTuneEpoch, double Before) Plain(ParseResult arguments)
    {
        StartTorch(arguments, tune: false);
        var (photos, network, weights) = Open(arguments);
        var pass = new PlainPass(network, weights, HeadOf(arguments, photos), arguments.GetRequiredValue(BatchSize));
        var rate = photos.Images.Count / pass.Seconds(photos.Images.Select(image => image.Path), null);
        var paths = photos.Images.DistinctBy(image => image.Sha256).ToDictionary(image => image.Sha256, image => image.Path);
        double Epoch(int trainedFrom) =>
            pass.Seconds(photos.Training.Select(sample => paths[sample.ImageSha256]), trainedFrom)
            + pass.Seconds(photos.Validation.Select(sample => paths[sample.ImageSha256]), null);
        return (rate, Epoch(network.Network.Blocks.Count), Epoch(FineTuning(network).TapOf(network.Network).Boundary), 0);
    }

    /// <summary>Decodes images and runs them through the whole network.</summary>
    private sealed class PlainPass(SizedNetwork options, KerasWeights weights, HeadOptions head, int batchSize)
    {
        /// <summary>Returns the seconds that images take.</summary>
        /// <param name="paths">The images.</param>
        /// <param name="trainedFrom">The first block that is trained; null: nothing is trained.</param>
        public double Seconds(IEnumerable<string> paths, int? trainedFrom)
        {
            using var network = new PlainNetwork(options, weights, head, trainedFrom ?? options.Network.Blocks.Count);
            using var optimizer = torch.optim.Adam(network.Trained, 1e-5);
            var preprocessor = new ImagePreprocessor(options.ImageSize, options.ImageSize);
            var clock = Stopwatch.StartNew();
            foreach (var batch in paths.Chunk(batchSize))
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
                    network.forward(input);
                    continue;
                }

                optimizer.zero_grad();
                torch.nn.functional.cross_entropy(network.forward(input), torch.zeros(batch.Length, torch.int64)).backward();
                optimizer.step();
            }

            return clock.Elapsed.TotalSeconds;
        }
    }
}
