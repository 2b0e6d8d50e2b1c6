using System.CommandLine;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tool.Comparison;

namespace FlowerModel.Tool.Commands;

/// <summary><c>flowermodel compare</c>: where a quantized model loses what its float32 model has.</summary>
internal static class CompareCommand
{
    private const int MaxImages = 10_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var float32 = new Argument<string>("FLOAT.tflite") { Description = "The float32 model." };
        var quantized = new Argument<string>("QUANTIZED.tflite") { Description = "A float16, dynamic or int8 model made of it." };
        var folder = new Argument<string>("FOLDER") { Description = "A folder of images, with or without a sub-folder a class." };
        var images = new Option<int>("--images")
        {
            Description = "How many images to run at most; the sub-folders take turns.",
            DefaultValueFactory = _ => 50,
            HelpName = "COUNT",
        };
        var json = CommonOptions.Json();
        return new Command("compare", "Compares a quantized model with its float32 model layer by layer: signal to noise.")
        {
            float32, quantized, folder, images, json,
        }
        .WithAction((parsed, output, cancellation) =>
        {
            var count = parsed.GetValue(images);
            if (count is < 1 or > MaxImages)
            {
                throw new PipelineException(Codes.InvalidValue, $"--images is '{count}'; expected a number from 1 to {MaxImages}.");
            }

            var report = ModelComparison.Compare(
                parsed.GetRequiredValue(float32), parsed.GetRequiredValue(quantized), parsed.GetRequiredValue(folder), count, output, cancellation);
            if (parsed.GetValue(json)) output.WriteJson(report);
            else ComparisonPrinter.Print(report, output);
        });
    }
}
