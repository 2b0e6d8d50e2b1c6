using System.CommandLine;
using FlowerModel.Conversion.Keras;

namespace FlowerModel.Bench;

/// <summary>What each kind of quantisation and each int8 recipe costs: size, accuracy, answers that flip.</summary>
internal static class QuantizationCommand
{
    public static Command Create()
    {
        var command = new Command("quantization", "Size and accuracy of the quantised variants, and of int8 recipes.")
        {
            BenchOptions.Photos, BenchOptions.Weights, BenchOptions.Alpha, BenchOptions.ImageSize, BenchOptions.PerClass, BenchOptions.Work,
            BenchOptions.LibTorch,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var photos = PhotoFolder.Open(arguments.GetRequiredValue(BenchOptions.Photos), arguments.GetRequiredValue(BenchOptions.PerClass));
        var network = new MobileNetV2Options
        {
            Alpha = arguments.GetRequiredValue(BenchOptions.Alpha),
            ImageSize = arguments.GetRequiredValue(BenchOptions.ImageSize),
        };
        var weights = arguments.GetValue(BenchOptions.Weights) ?? Trainer.Verbs.BaseNetwork.EmbeddedPath;
        var file = TrainedFile.Ensure(
            photos, network, weights, arguments.GetRequiredValue(BenchOptions.LibTorch), arguments.GetRequiredValue(BenchOptions.Work));
        Console.WriteLine($"{file.Length}");
    }
}
