using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

public sealed class Int8Tests(NearestMean classifier) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_int8_model_with_uint8_ends_is_calibrated_on_a_folder_and_agrees_with_float32()
    {
        foreach (var label in NearestMean.Labels)
        {
            Copy(NearestMean.Images(label).Take(8), "training", label);
            Copy(NearestMean.Unseen(label, 6), "unseen", label);
        }

        File.WriteAllText(folder["training", "roses", "broken.jpg"], "This is no image.");
        var converted = Command.Run(
            "convert", classifier.Model, "-o", folder["Flowers.tflite"], "--quantization", "int8", "--calibration", folder["training"],
            "--calibration-images", "30", "--inference-input-type", "uint8", "--inference-output-type", "uint8", "--json");
        var model = Assert.Single(converted.Json["models"]!.AsArray())!;
        Assert.Contains("calibrating on 30 images", converted.Errors, StringComparison.Ordinal);
        Documented.Check(converted.Json);
        Assert.InRange((double)model["sizeRatio"]!, 0.2, 0.45);
        Assert.NotNull((string?)model["recipe"]);

        var inspected = Command.Run("inspect", folder["Flowers.tflite"], "--json").Json;
        Assert.Equal("int8", (string?)inspected["numberFormat"]);
        var graph = inspected["subgraphs"]![0]!;
        Assert.Equal("UINT8", (string?)graph["tensors"]![(int)graph["inputs"]![0]!]!["type"]);
        Assert.Equal("UINT8", (string?)graph["tensors"]![(int)graph["outputs"]![0]!]!["type"]);
        Assert.Equal(NearestMean.Labels, inspected["labels"]!.AsArray().Select(label => (string)label!));

        var evaluated = Command.Run("evaluate", folder["Flowers.tflite"], folder["unseen"], "--against", classifier.Model, "--json").Json;
        Assert.Equal(30, (int?)evaluated["images"]);
        Assert.InRange((int)evaluated["against"]!["flips"]!, 0, 3);
    }

    [Fact]
    public void Int8_requires_images()
    {
        Directory.CreateDirectory(folder["empty"]);
        string[] int8 = ["convert", classifier.Model, "-o", folder["f.tflite"], "--quantization", "int8", "--calibration"];
        Command.RunToFailure("FLOWER7005", [.. int8, folder["empty"]]);
        Command.RunToFailure("FLOWER2001", [.. int8, folder["nowhere"]]);
        Assert.False(File.Exists(folder["f.tflite"]));
    }

    // Teachable Machine's models have no metadata. The int8 model made from one states the range by its scale and zero point.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Calibration_asks_for_the_normalization_of_a_model_that_does_not_state_it()
    {
        Copy(NearestMean.Images("daisy").Take(6), "training", "0");
        var model = ReferenceData.Tflite("teachable_mobilenet_v2_035_float32.tflite");
        string[] convert = ["convert", model, "-o", folder["f.tflite"], "--quantization", "int8", "--calibration", folder["training"]];

        Assert.Contains("--mean", Command.RunToFailureAfterMessages("FLOWER7003", convert), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["f.tflite"]));
        Assert.Equal(0, Command.Run([.. convert, "--mean", "127.5", "--std", "127.5"]).ExitCode);

        Command.RunToFailure("FLOWER7003", "evaluate", model, folder["training"]);
        var evaluated = Command.Run(
            "evaluate", folder["f.tflite"], folder["training"], "--against", model, "--mean", "127.5", "--std", "127.5", "--json").Json;
        Assert.Equal(0, (int?)evaluated["against"]!["flips"]);
        Assert.Equal((int?)evaluated["correct"], (int?)Command.Run("evaluate", folder["f.tflite"], folder["training"], "--json").Json["correct"]);
    }

    private void Copy(IEnumerable<string> images, string set, string label)
    {
        Directory.CreateDirectory(folder[set, label]);
        foreach (var image in images) File.Copy(image, folder[set, label, Path.GetFileName(image)]);
    }
}
