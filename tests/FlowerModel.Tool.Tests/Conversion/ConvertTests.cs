using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

public sealed class ConvertTests(NearestMean classifier) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_with_a_head_become_a_classifier_with_metadata_and_the_labels_beside_them()
    {
        var result = Command.Run(
            [
                "convert", classifier.Weights, "-o", folder["Flowers.tflite"], "--image-size", "128",
                "--version", "2.1.0", "--author", "A. Gardener", "--license", "MIT",
            ]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("width 0.35, pictures of 128 pixels, linear head with 5 classes", result.Errors, StringComparison.Ordinal);

        var report = Command.Run("inspect", folder["Flowers.tflite"], "--json").Json;
        Assert.Equal(NearestMean.Labels, report["labels"]!.AsArray().Select(label => (string)label!));
        var metadata = report["metadata"]!;
        Assert.Equal("Flowers", (string?)metadata["name"]);
        Assert.Equal("2.1.0", (string?)metadata["version"]);
        Assert.Equal("A. Gardener", (string?)metadata["author"]);
        Assert.Equal("MIT", (string?)metadata["license"]);
        Assert.Contains("daisy", (string?)metadata["description"], StringComparison.Ordinal);
        Assert.Equal(128, (int?)metadata["input"]!["width"]);
        var counts = report["operatorCounts"]!.AsObject().ToDictionary(pair => pair.Key, pair => (int)pair.Value!);
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["CONV_2D"] = 35,
                ["DEPTHWISE_CONV_2D"] = 17,
                ["ADD"] = 10,
                ["MEAN"] = 1,
                ["FULLY_CONNECTED"] = 1,
                ["SOFTMAX"] = 1,
            },
            counts);
    }

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", "width 1,", 1280 * 320)]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", "width 0.35,", 1280 * 112)]
    public void The_width_is_found_in_real_weights(string weights, string width, int elementsOfTheLastKernel)
    {
        var result = Command.Run("convert", ReferenceData.Weights(weights), "--output", folder["features.tflite"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains(width, result.Errors, StringComparison.Ordinal);
        var graph = Command.Run("inspect", folder["features.tflite"], "--json").Json["subgraphs"]![0]!;
        Assert.Equal([1, 224, 224, 3], graph["tensors"]![(int)graph["inputs"]![0]!]!["shape"]!.AsArray().Select(size => (int)size!));
        Assert.Equal(4 * elementsOfTheLastKernel, (int?)graph["tensors"]!.AsArray().Single(tensor => (string?)tensor!["name"] == "Conv_1/kernel")!["bytes"]);
    }

    [Fact]
    public void Several_kinds_give_several_files_and_the_first_has_the_plain_name()
    {
        var report = Command.Run(
            "convert", classifier.Weights, "-o", folder["f.tflite"], "--image-size", "128", "--quantization", "dynamic;none,float16", "--json").Json;
        Assert.Equal(
            [(folder["f.tflite"], "dynamic"), (folder["f.float32.tflite"], "float32"), (folder["f.float16.tflite"], "float16")],
            report["models"]!.AsArray().Select(model => ((string)model!["file"]!, (string)model["variant"]!)));
        foreach (var model in report["models"]!.AsArray())
        {
            var inspected = Command.Run("inspect", (string)model!["file"]!, "--json").Json;
            Assert.Equal((string?)model["variant"], (string?)inspected["numberFormat"]);
            Assert.Equal((long)model["bytes"]!, (long)inspected["sizes"]!["total"]!);
            Assert.Equal(NearestMean.Labels, inspected["labels"]!.AsArray().Select(label => (string)label!));
        }

        Documented.Check(report);
    }

    [Fact]
    public void A_float32_model_is_quantised_to_the_bytes_that_its_weights_give()
    {
        string[] named = ["convert", classifier.Weights, "-o", folder["a.tflite"], "--image-size", "128", "--name", "model"];
        Assert.Equal(0, Command.Run([.. named, "--quantization", "float16"]).ExitCode);
        Assert.Equal(0, Command.Run("convert", classifier.Model, "-o", folder["b.tflite"], "--quantization", "float16").ExitCode);
        Assert.Equal(File.ReadAllBytes(folder["a.tflite"]), File.ReadAllBytes(folder["b.tflite"]));
    }

    [Fact]
    public void Labels_and_head_have_to_belong_together()
    {
        File.Copy(classifier.Weights, folder["alone.h5"]);
        var missing = Command.RunToFailureAfterMessages("FLOWER7004", "convert", folder["alone.h5"], "-o", folder["f.tflite"]);
        Assert.Contains("5 classes", missing, StringComparison.Ordinal);
        Assert.Contains("--labels", missing, StringComparison.Ordinal);

        File.WriteAllLines(folder["two.txt"], ["one", "two"]);
        Command.RunToFailureAfterMessages("FLOWER7004", "convert", folder["alone.h5"], "-o", folder["f.tflite"], "--labels", folder["two.txt"]);
        Command.RunToFailureAfterMessages("FLOWER7004", "convert", NearestMean.BaseWeights, "-o", folder["f.tflite"], "--labels", folder["two.txt"]);
        Command.RunToFailureAfterMessages(
            "FLOWER1008", "convert", folder["alone.h5"], "-o", folder["f.tflite"], "--labels", folder["two.txt"], "--head", "none");
        File.WriteAllLines(folder["empty line.txt"], ["one", "", "three", "four", "five"]);
        Assert.Contains(
            "Line 2",
            Command.RunToFailureAfterMessages("FLOWER7004", "convert", folder["alone.h5"], "-o", folder["f.tflite"], "--labels", folder["empty line.txt"]),
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder["f.tflite"]));

        Assert.Equal(0, Command.Run("convert", folder["alone.h5"], "-o", folder["f.tflite"], "--image-size", "128", "--head", "none").ExitCode);
        Assert.Empty(Command.Run("inspect", folder["f.tflite"], "--json").Json["labels"]!.AsArray());
    }

    [Fact]
    public void What_cannot_be_converted_gives_a_coded_error_and_no_file()
    {
        Fails("FLOWER3001", folder["no.h5"]);
        File.WriteAllText(folder["text.h5"], "This is no HDF5 file.");
        Fails("FLOWER3002", folder["text.h5"]);
        Fails("FLOWER3003", NearestMean.BaseWeights, "--alpha", "1");
        Fails("FLOWER1002", NearestMean.BaseWeights, "--alpha", "7");
        Fails("FLOWER1002", NearestMean.BaseWeights, "--image-size", "10");
        Assert.Contains("did you mean 'float16'?", Fails("FLOWER1002", NearestMean.BaseWeights, "--quantization", "flaot16"), StringComparison.Ordinal);
        Assert.Contains("--calibration", Fails("FLOWER1008", NearestMean.BaseWeights, "--quantization", "int8"), StringComparison.Ordinal);
        Fails("FLOWER1008", NearestMean.BaseWeights, "--inference-input-type", "uint8");
        Fails("FLOWER7003", ReferenceData.Tflite("mobilenet_v2_int8.tflite"), "--quantization", "float16");
        Fails("FLOWER1008", classifier.Model, "--quantization", "float16", "--name", "other");
        File.WriteAllBytes(folder["cut.tflite"], File.ReadAllBytes(classifier.Model)[..5000]);
        Fails("FLOWER7002", folder["cut.tflite"], "--quantization", "float16");

        var before = File.ReadAllBytes(classifier.Model);
        Command.RunToFailureAfterMessages("FLOWER1008", "convert", classifier.Model, "-o", classifier.Model, "--quantization", "float16");
        Assert.Equal(before, File.ReadAllBytes(classifier.Model));

        File.WriteAllText(folder["file"], "");
        Command.RunToFailureAfterMessages("FLOWER5001", "convert", classifier.Model, "-o", folder["file", "f.tflite"], "--quantization", "float16");

        string Fails(string code, params string[] arguments)
        {
            var errors = Command.RunToFailureAfterMessages(code, ["convert", .. arguments, "-o", folder["result.tflite"]]);
            Assert.False(File.Exists(folder["result.tflite"]));
            return errors;
        }
    }

    [Fact]
    public void Damaged_weights_give_a_coded_error_or_a_model_and_never_a_stack_trace()
    {
        var bytes = File.ReadAllBytes(NearestMean.BaseWeights);
        var random = new Random(1);
        for (var round = 0; round < 12; round++)
        {
            var damaged = (byte[])bytes.Clone();
            // The structure lies between the data; most of a file's bytes are weights, where any change is a valid one.
            for (var change = 0; change < 40; change++) damaged[random.Next(Math.Min(damaged.Length, 20_000))] = (byte)random.Next(256);
            if (round % 4 == 0) damaged = damaged[..random.Next(damaged.Length)];
            File.WriteAllBytes(folder["damaged.h5"], damaged);
            var result = Command.Run("convert", folder["damaged.h5"], "-o", folder["f.tflite"], "--image-size", "128");
            if (result.ExitCode == 0) continue;
            Assert.Matches("error FLOWER300[23]: ", result.Errors);
            Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        }
    }
}
