using System.CommandLine;
using System.Diagnostics;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Bench;

/// <summary>
/// Prints the table of <c>docs/bases.md</c>: for each network of the catalog its size, its multiply-adds and the time of the interpreter, from random
/// weights, which take as long as trained ones. The networks alternate, so that a busy machine slows all of them.
/// </summary>
internal static class NetworksCommand
{
    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 20, Description = "Runs per network." };

    private static readonly Option<int> Threads = new("--threads") { DefaultValueFactory = _ => 1, Description = "Threads per run." };

    private sealed record Candidate(SizedNetwork Network, long FileBytes, Interpreter Interpreter, byte[] Input, byte[] Output, List<double> Milliseconds);

    public static Command Create()
    {
        var command = new Command("networks", "Prints size, multiply-adds and milliseconds per image of every base network.") { Runs, Threads };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var options = new InterpreterOptions { Threads = arguments.GetRequiredValue(Threads) };
        (string Name, double Alpha, int Size)[] networks =
        [
            ("MobileNetV2", 0.35, 128), ("MobileNetV2", 1, 224), ("MobileNetV1", 0.25, 128), ("MobileNetV1", 1, 224),
            ("MobileNetV3Small", 1, 224), ("MobileNetV3Large", 1, 224), ("EfficientNetLite0", 1, 224), ("EfficientNetV2B0", 1, 224), ("ResNet18", 1, 224),
        ];
        Candidate[] candidates = [.. networks.Select(network => Open(NetworkCatalog.Find(network.Name)!.At(network.Alpha, network.Size), options))];
        for (var run = 0; run < arguments.GetRequiredValue(Runs); run++)
        {
            foreach (var candidate in candidates)
            {
                var start = Stopwatch.GetTimestamp();
                candidate.Interpreter.Run(candidate.Input, candidate.Output);
                candidate.Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        Console.WriteLine("| network | Alpha | ImageSize | parameters, millions | multiply-adds, millions | float32 file, MB | ms per image |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (network, bytes, _, _, _, milliseconds) in candidates)
        {
            var parameters = network.Layers.SelectMany(network.WeightsOf).Sum(weight => weight.Shape.Aggregate(1L, (product, size) => product * size));
            Console.WriteLine(FormattableString.Invariant(
                $"| {network.Network.Name} | {network.Alpha} | {network.ImageSize} | {parameters / 1e6:F2} | {MultiplyAdds(network) / 1e6:F0} | ")
                + FormattableString.Invariant($"{bytes / 1e6:F1} | {milliseconds.Min():F1} |"));
        }
    }

    /// <summary>Products of all convolutions.</summary>
    private static long MultiplyAdds(SizedNetwork network) => network.Layers.Where(layer => layer is ConvolutionLayer or DepthwiseConvolutionLayer).Sum(layer =>
    {
        var (height, width, channels) = network.ShapeOf(layer);
        var kernel = network.WeightsOf(layer)[0].Shape.Aggregate(1L, (product, size) => product * size);
        return height * width * (layer is ConvolutionLayer ? kernel : kernel / network.InputsOf(layer)[0].Channels * channels);
    });

    private static Candidate Open(SizedNetwork network, InterpreterOptions options)
    {
        var file = ModelWriter.Write(Float32Converter.Convert(new ConversionSource { Base = network, Weights = InitialWeights.OfBase(network, seed: 1) }));
        var interpreter = new Interpreter(ModelReader.Read(file), options);
        return new Candidate(
            network,
            file.Length,
            interpreter,
            new byte[interpreter.Inputs.Sum(tensor => tensor.ByteSize)],
            new byte[interpreter.Outputs.Sum(tensor => tensor.ByteSize)],
            []);
    }
}
