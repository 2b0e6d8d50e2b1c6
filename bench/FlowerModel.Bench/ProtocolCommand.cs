using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.TorchSharpPeer.Engine;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Bench;

/// <summary>Runs the reference protocol (features, head, fine-tuning) and prints accuracy and time of each step.</summary>
internal static class ProtocolCommand
{
    private static readonly Option<HeadKind> Head = new("--head") { Description = "The head." };
    private static readonly Option<int> Epochs = new("--epochs") { DefaultValueFactory = _ => 10 };
    private static readonly Option<int> FineTuneEpochs = new("--fine-tune-epochs") { DefaultValueFactory = _ => 5 };
    private static readonly Option<double> FineTuneRate = new("--fine-tune-rate") { DefaultValueFactory = _ => 1e-5 };
    private static readonly Option<string> FineTuneFrom = new("--fine-tune-from") { DefaultValueFactory = _ => "100" };
    private static readonly Option<int> BatchSize = new("--batch-size") { DefaultValueFactory = _ => 64 };
    private static readonly Option<BatchNormMode> BatchNorm = new("--batch-norm");
    private static readonly Option<int> Views = new("--views") { DefaultValueFactory = _ => 1 };
    private static readonly Option<LearningRateSchedule> Schedule = new("--schedule") { Description = "Learning rate schedule of fine-tuning." };
    private static readonly Option<bool> Strong = new("--strong")
    {
        Description = "Use mixup, label smoothing, AdamW with a cosine schedule, and averaged weights.",
    };

    private static readonly Option<ulong> Seed = new("--seed") { DefaultValueFactory = _ => 1UL };

    public static Command Create()
    {
        var command = new Command("protocol", "Measures accuracy and time of the reference protocol.")
        {
            BenchOptions.Photos, BenchOptions.Weights, BenchOptions.Alpha, BenchOptions.ImageSize, BenchOptions.PerClass, BenchOptions.Work,
            BenchOptions.LibTorch, BenchOptions.System, Head, Epochs, FineTuneEpochs, FineTuneRate, FineTuneFrom, BatchSize, BatchNorm, Views, Schedule,
            Strong, Seed,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var work = arguments.GetRequiredValue(BenchOptions.Work);
        var isTorch = arguments.GetRequiredValue(BenchOptions.System) == "torch";
        if (isTorch) TorchEngine.Start(BenchOptions.Engine(arguments.GetRequiredValue(BenchOptions.LibTorch), work));
        var photos = PhotoFolder.Open(arguments.GetRequiredValue(BenchOptions.Photos), arguments.GetRequiredValue(BenchOptions.PerClass));
        var network = NetworkCatalog.Default.At(arguments.GetRequiredValue(BenchOptions.Alpha), arguments.GetRequiredValue(BenchOptions.ImageSize));
        var seed = arguments.GetRequiredValue(Seed);
        var weightsPath = arguments.GetValue(BenchOptions.Weights);
        var weights = weightsPath is null ? null : KerasWeightsFile.Read(weightsPath);
        var head = new HeadOptions { Kind = arguments.GetValue(Head), Classes = photos.Classes.Count };
        var fineTune = new FineTuneOptions
        {
            From = arguments.GetRequiredValue(FineTuneFrom),
            BatchNorm = arguments.GetValue(BatchNorm),
            BatchNormMomentum = weights is null ? 0.9 : null,
        };
        var strong = arguments.GetValue(Strong);
        var batchSize = arguments.GetRequiredValue(BatchSize);
        var store = new FeatureStore(Path.Combine(work, isTorch ? "features-torch" : "features"));
        var extraction = new ExtractionOptions
        {
            BaseId = FormattableString.Invariant($"{BaseName(weightsPath, seed)}-{network.Alpha}-{network.ImageSize}"),
            Taps = [head.TapOf(network.Network), fineTune.TapOf(network.Network)],
            Views = arguments.GetRequiredValue(Views),
        };

        var clock = Stopwatch.StartNew();
        TrainedSystem system = isTorch
            ? new TorchSystem(network, weights, seed, store, extraction)
            : new ManagedSystem(network, weights, seed, store, extraction);
        var result = system.Extract(photos.Images);
        Print($"features: {result.ComputedImages} computed, {result.ReusedImages} reused, {result.Unreadable.Count} unreadable");
        Print($"features: {clock.Elapsed.TotalSeconds:F1} s");

        var trained = system.TrainHead(
            photos.Training, photos.Validation, head,
            new TrainingOptions { Epochs = arguments.GetRequiredValue(Epochs), BatchSize = batchSize, Seed = seed }, new Reporter("head"));
        Print($"head: best epoch {trained.History.BestEpoch}, validation accuracy {trained.History.Best.ValidationAccuracy:F4}");
        var tuned = system.FineTune(
            photos.Training, photos.Validation, head, trained.Weights, fineTune,
            new TrainingOptions
            {
                Epochs = arguments.GetRequiredValue(FineTuneEpochs),
                LearningRate = arguments.GetRequiredValue(FineTuneRate),
                BatchSize = batchSize,
                Seed = seed,
                Mixup = strong ? 0.2 : 0,
                LabelSmoothing = strong ? 0.1 : 0,
                WeightDecay = strong ? 0.01 : 0,
                Schedule = strong ? LearningRateSchedule.Cosine : arguments.GetValue(Schedule),
                WeightAverageDecay = strong ? 0.99 : 0,
            },
            new Reporter("fine-tune"));
        Print($"fine-tune: best epoch {tuned.History.BestEpoch}, validation accuracy {tuned.History.Best.ValidationAccuracy:F4}");
        Print($"total {clock.Elapsed.TotalSeconds:F1} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
    }

    private static string BaseName(string? weightsPath, ulong seed) => weightsPath is null
        ? FormattableString.Invariant($"random{seed}")
        : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weightsPath)))[..16];

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private sealed class Reporter(string phase) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value)
        {
            var validation = FormattableString.Invariant($"{value.ValidationLoss:F4} {value.ValidationAccuracy:F4}");
            Print($"{phase} {value.Epoch,2}: {value.Loss:F4} {value.Accuracy:F4} validation {validation} {value.Seconds:F1} s");
        }
    }
}
