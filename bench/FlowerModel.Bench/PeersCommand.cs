using System.CommandLine;
using System.Diagnostics;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Bench;

/// <summary>
/// Compares our interpreter with ONNX Runtime and with TensorFlow Lite 2.9 with XNNPACK on the same networks, in one process and in turn, so that a
/// busy machine slows all of them. The network alone is measured, with its input in place.
/// </summary>
internal static class PeersCommand
{
    /// <summary>The ImageNet weights of the models.</summary>
    internal static readonly Option<DirectoryInfo> Weights = new("--weights-folder")
    {
        Required = true,
        Description = "Folder with mobilenet_v2_1.0_224_no_top.h5 and mobilenet_v2_0.35_224_no_top.h5.",
    };

    private static readonly Option<FileInfo[]> More = new("--more")
    {
        AllowMultipleArgumentsPerToken = true, Description = "More .tflite files, for example exports of Keras with PAD operators.",
    };

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(40);

    private static readonly Option<int> Turns = new("--turns") { DefaultValueFactory = _ => 40, Description = "Turns of each, of 40 ms." };

    private static readonly Option<int[]> Threads = new("--threads")
    {
        AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2], Description = "Threads per run.",
    };

    private static readonly Option<bool> WithoutTflite = new("--without-tensorflow-lite") { Description = "Leave out TensorFlow Lite, which npm installs." };

    private static readonly Option<string> Only = new("--only") { DefaultValueFactory = _ => "", Description = "Only models whose name contains this." };

    public static Command Create()
    {
        var command = new Command("peers", "Compares the interpreter with ONNX Runtime and TensorFlow Lite: the fastest of many runs, in milliseconds.")
        {
            BenchOptions.Photos, BenchOptions.Work, Weights, More, Turns, Threads, WithoutTflite, Only,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var models = PeerModels.Ensure(
            arguments.GetRequiredValue(Weights),
            new DirectoryInfo(arguments.GetRequiredValue(BenchOptions.Photos)),
            arguments.GetRequiredValue(BenchOptions.Work))
            .Concat((arguments.GetValue(More) ?? []).Select(file => (file.Name, File.ReadAllBytes(file.FullName))))
            .Where(model => model.Item1.Contains(arguments.GetRequiredValue(Only), StringComparison.Ordinal))
            .ToArray();
        var withTflite = !arguments.GetValue(WithoutTflite);
        Console.WriteLine("| model | threads | ours | ONNX Runtime | XNNPACK | ours / ONNX Runtime | ours / XNNPACK |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (name, file) in models)
        {
            foreach (var threads in arguments.GetRequiredValue(Threads))
            {
                var (ours, onnx, tflite) = Measure(file, threads, arguments.GetRequiredValue(Turns), withTflite);
                Console.WriteLine(FormattableString.Invariant(
                    $"| {name} | {threads} | {ours:F2} | {onnx:F2} | {tflite:F2} | {ours / onnx:F2} | {ours / tflite:F2} |"));
            }
        }
    }

    private static (double Ours, double Onnx, double Tflite) Measure(byte[] file, int threads, int turns, bool withTflite)
    {
        var interpreter = new Interpreter(ModelReader.Read(file), new InterpreterOptions { Threads = threads });
        var input = new byte[interpreter.Inputs.Sum(tensor => tensor.ByteSize)];
        var output = new byte[interpreter.Outputs.Sum(tensor => tensor.ByteSize)];
        using var onnx = new OnnxRuntimePeer(file, input, threads);
        using var tflite = withTflite ? new NativeTflite(file, xnnpack: true, threads) : null;
        var best = (Ours: double.PositiveInfinity, Onnx: double.PositiveInfinity, Tflite: double.PositiveInfinity);
        for (var turn = 0; turn < turns; turn++)
        {
            best.Ours = Math.Min(best.Ours, Time(() => interpreter.Run(input, output)));
            best.Onnx = Math.Min(best.Onnx, Time(onnx.Run));
            if (tflite is not null) best.Tflite = Math.Min(best.Tflite, Time(() => tflite.Run(input)));
        }

        return best;
    }

    /// <summary>
    /// Runs for a while and returns the fastest run in milliseconds: another runtime has just emptied the caches of this one, and its threads still wait
    /// on the processor for more work.
    /// </summary>
    private static double Time(Action run)
    {
        var (begin, fastest) = (Stopwatch.GetTimestamp(), double.PositiveInfinity);
        do
        {
            var start = Stopwatch.GetTimestamp();
            run();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(begin) < Turn);

        return fastest;
    }
}
