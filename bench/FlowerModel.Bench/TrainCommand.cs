using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.TorchSharpPeer.Engine;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.TorchSharpPeer.Training;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Training;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Losses;
using FlowerModel.Training.Numerics;
using FlowerModel.Training.Optimizers;
using TorchSharp;

namespace FlowerModel.Bench;

/// <summary>
/// Fine-tuning with a linear head on random activations: the managed engine against TorchSharp, channels-last and with a tuned allocator, each in its own
/// process.
/// </summary>
internal static class TrainCommand
{
    private const int BatchSize = 64;
    private const int Classes = 5;
    private const double Dropout = 0.2;
    private const double LearningRate = 1e-4;
    private static readonly Option<string?> Engine = new("--engine") { Description = "managed or torch; left out: both, one after the other." };
    private static readonly Option<int> Threads = new("--threads") { DefaultValueFactory = _ => 2 };
    private static readonly Option<int> Steps = new("--steps") { DefaultValueFactory = _ => 10, Description = "Steps that are measured." };
    private static readonly Option<string> From = new("--from") { DefaultValueFactory = _ => "block_11_expand", Description = "First trained layer." };

    public static Command Create()
    {
        var command = new Command("train", "Speed and memory of fine-tuning: the managed engine against TorchSharp.")
        {
            BenchOptions.Alpha, BenchOptions.ImageSize, BenchOptions.Work, BenchOptions.LibTorch, Engine, Threads, Steps, From,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        switch (arguments.GetValue(Engine))
        {
            case null:
                var torch = ChildRun.Figures(arguments, "--engine", "torch");
                var managed = ChildRun.Figures(arguments, "--engine", "managed");
                Console.WriteLine("| | TorchSharp | managed | ratio |");
                Console.WriteLine("|---|---|---|---|");
                Console.WriteLine(FormattableString.Invariant($"| images/s, median | {torch[0]:F1} | {managed[0]:F1} | {managed[0] / torch[0]:F2} |"));
                Console.WriteLine(FormattableString.Invariant($"| peak memory, MB | {torch[1]:F0} | {managed[1]:F0} | {managed[1] / torch[1]:F2} |"));
                break;
            case "torch":
                Print(Torch(arguments));
                break;
            default:
                Print(Managed(arguments));
                break;
        }
    }

    private static (SizedNetwork Network, int Boundary, float[] Inputs, int[] Labels) Setting(ParseResult arguments)
    {
        var network = NetworkCatalog.Default.At(arguments.GetRequiredValue(BenchOptions.Alpha), arguments.GetRequiredValue(BenchOptions.ImageSize));
        var layer = network.Network.FindLayer(arguments.GetRequiredValue(From)) ?? throw new ArgumentException("--from names no layer");
        var shape = network.BoundaryShape(layer.Block);
        var inputs = new float[BatchSize * shape.Height * shape.Width * shape.Channels];
        var random = new RandomStream(1);
        random.Fill(inputs, -2, 2);
        var labels = new int[BatchSize];
        for (var i = 0; i < BatchSize; i++) labels[i] = random.Below(Classes);
        return (network, layer.Block, inputs, labels);
    }

    private static double Managed(ParseResult arguments)
    {
        var (network, boundary, inputs, labels) = Setting(arguments);
        var head = HeadLists.Linear(network.Layers[^1].Name, Classes, Dropout);
        var graph = TrainingGraph.Create(network, boundary, head, new GraphOptions { BatchSize = BatchSize });
        var random = new RandomStream(2);
        foreach (var weight in graph.Weights.Where(weight => weight.Name.EndsWith("kernel", StringComparison.Ordinal)))
        {
            var limit = Math.Sqrt(6.0 / (weight.Name == "kernel" ? weight.Shape[^2] : 9));
            random.Fill(weight.Values.Span, -limit, limit);
        }

        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), arguments.GetRequiredValue(Threads));
        var optimizer = new AdamOptimizer(graph.Weights);
        var targets = new float[BatchSize * Classes];
        for (var i = 0; i < BatchSize; i++) SoftmaxCrossEntropy.FillTargets(labels[i], 0, targets.AsSpan(i * Classes, Classes));
        var seed = 0UL;
        return ImagesPerSecond(arguments, () =>
        {
            optimizer.BeginStep(LearningRate);
            session.Step(inputs, targets, optimizer, seed++);
        });
    }

    private static double Torch(ParseResult arguments)
    {
        TorchEngine.Start(BenchOptions.Engine(arguments.GetRequiredValue(BenchOptions.LibTorch), arguments.GetRequiredValue(BenchOptions.Work)));
        torch.set_num_threads(arguments.GetRequiredValue(Threads));
        var (description, boundary, values, classes) = Setting(arguments);
        using var network = TorchNetwork.Create(description, 1);
        var head = new HeadOptions { Kind = HeadKind.Linear, Classes = Classes, Dropout = Dropout };
        using var top = TorchHead.Create(head, description.Output.Channels, 1);
        var trained = network.Unfreeze(description.Network.FindLayer(arguments.GetRequiredValue(From))!, BatchNormMode.Inference);
        using var optimizer = torch.optim.Adam([.. trained, .. top.parameters()], LearningRate, eps: 1e-7);
        var shape = description.BoundaryShape(boundary);
        var inputs = torch.tensor(values, [BatchSize, shape.Height, shape.Width, shape.Channels]).permute(0, 3, 1, 2);
        var labels = torch.tensor(classes.Select(label => (long)label).ToArray());
        return ImagesPerSecond(arguments, () =>
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var logits = top.forward(network.Run(inputs, boundary, description.Network.Blocks.Count));
            torch.nn.functional.cross_entropy(logits, labels).backward();
            optimizer.step();
        });
    }

    private static double ImagesPerSecond(ParseResult arguments, Action step)
    {
        for (var i = 0; i < 3; i++) step();
        var seconds = new double[arguments.GetRequiredValue(Steps)];
        for (var i = 0; i < seconds.Length; i++)
        {
            var clock = Stopwatch.StartNew();
            step();
            seconds[i] = clock.Elapsed.TotalSeconds;
        }

        return BatchSize / seconds.Order().ElementAt(seconds.Length / 2);
    }

    private static void Print(double rate) => Console.WriteLine(string.Join(
        ' ', new[] { rate, Process.GetCurrentProcess().PeakWorkingSet64 >> 20 }.Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))));
}
