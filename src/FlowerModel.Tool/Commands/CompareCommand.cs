using System.CommandLine;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Tool.Comparison;

namespace FlowerModel.Tool.Commands;

/// <summary><c>flowermodel compare</c>: shows where a quantized model loses accuracy.</summary>
internal static class CompareCommand
{
    private const int MaxImages = 10_000;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var float32 = new Argument<string>("FLOAT.tflite") { Description = "The float32 model." };
        var quantized = new Argument<string>("QUANTIZED.tflite") { Description = "A float16, dynamic or int8 model made from it." };
        var folder = new Argument<string>("FOLDER") { Description = "A folder of images, with or without one sub-folder per class." };
        var images = new Option<int>("--images")
        {
            Description = "The maximum number of images to run; they are taken from the sub-folders in turn.",
            DefaultValueFactory = _ => 50,
            HelpName = "COUNT",
        };
        var normalization = new NormalizationOptions();
        var json = CommonOptions.Json();
        return new Command("compare", "Compares a quantized model with its float32 model layer by layer (signal-to-noise ratio).")
        {
            float32, quantized, folder, images, normalization.Mean, normalization.Std, json,
        }
        .WithAction((parsed, output, cancellation) =>
        {
            var count = parsed.GetValue(images);
            if (count is < 1 or > MaxImages)
            {
                throw new PipelineException(Codes.InvalidValue, $"--images is '{count}'; expected a number from 1 to {MaxImages}.");
            }

            var report = ModelComparison.Compare(
                parsed.GetRequiredValue(float32),
                parsed.GetRequiredValue(quantized),
                parsed.GetRequiredValue(folder),
                count,
                normalization.Of(parsed),
                output,
                cancellation);
            if (parsed.GetValue(json)) output.WriteJson(report);
            else ComparisonPrinter.Print(report, output);
        });
    }
}
