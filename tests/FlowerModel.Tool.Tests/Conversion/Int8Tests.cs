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

    private void Copy(IEnumerable<string> images, string set, string label)
    {
        Directory.CreateDirectory(folder[set, label]);
        foreach (var image in images) File.Copy(image, folder[set, label, Path.GetFileName(image)]);
    }
}
