using FlowerModel.Conversion.Keras;
using FlowerModel.Runtime;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

public sealed class ConvertTests(NearestMean classifier) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_with_a_head_become_a_classifier_with_metadata_and_the_labels_from_their_folder()
    {
        var result = Command.Run(
            [
                "convert", classifier.Weights, "-o", folder["Flowers.tflite"], "--image-size", "128",
                "--version", "2.1.0", "--author", "A. Gardener", "--license", "MIT",
            ]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("width 0.35, images of 128 pixels, linear head dense with 5 classes", result.Errors, StringComparison.Ordinal);

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
    public void The_width_is_inferred_from_real_weights(string weights, string width, int elementsOfTheLastKernel)
    {
        var result = Command.Run("convert", ReferenceData.Weights(weights), "--output", folder["features.tflite"]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains(width, result.Errors, StringComparison.Ordinal);
        var graph = Command.Run("inspect", folder["features.tflite"], "--json").Json["subgraphs"]![0]!;
        Assert.Equal([1, 224, 224, 3], graph["tensors"]![(int)graph["inputs"]![0]!]!["shape"]!.AsArray().Select(size => (int)size!));
        Assert.Equal(4 * elementsOfTheLastKernel, (int?)graph["tensors"]!.AsArray().Single(tensor => (string?)tensor!["name"] == "Conv_1/kernel")!["bytes"]);
    }

    [Fact]
    public void Several_number_formats_produce_several_files_and_the_first_has_the_plain_name()
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
    public void Quantizing_a_float32_model_produces_the_same_bytes_as_converting_its_weights()
    {
        string[] named = ["convert", classifier.Weights, "-o", folder["a.tflite"], "--image-size", "128", "--name", "model"];
        Assert.Equal(0, Command.Run([.. named, "--quantization", "float16"]).ExitCode);
        Assert.Equal(0, Command.Run("convert", classifier.Model, "-o", folder["b.tflite"], "--quantization", "float16").ExitCode);
        Assert.Equal(File.ReadAllBytes(folder["a.tflite"]), File.ReadAllBytes(folder["b.tflite"]));
    }

    [Fact]
    public void Labels_and_head_must_match()
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

    [Theory]
    [InlineData("predictions")]
    [InlineData("Logits")]
    [InlineData("dense_1")]
    [InlineData("my_head")]
    public void A_head_is_found_regardless_of_its_layer_name(string name)
    {
        var dense = KerasWeightsFile.Read(classifier.Weights).Find("dense")!;
        WriteWithHead(dense with { Name = name });

        var result = Command.Run("convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", "128");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains($"linear head {name} with 5 classes", result.Errors, StringComparison.Ordinal);
        using var renamed = ImageClassifier.Load(folder["f.tflite"]);
        var image = NearestMean.Unseen("roses", 1).Single();
        Assert.Equal(NearestMean.Labels, renamed.Labels);
        Assert.Equal(classifier.AnswerTo(image), renamed.Classify(image).Label);
    }

    [Fact]
    public void The_Keras_network_with_a_thousand_classes_becomes_a_classifier()
    {
        var random = new Random(1);
        WriteWithHead(Dense("predictions", 1280, 1000, random));
        File.WriteAllLines(folder["labels.txt"], Enumerable.Range(0, 1000).Select(index => $"class {index}"));

        var result = Command.Run("convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", "128");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(1000, Command.Run("inspect", folder["f.tflite"], "--json").Json["labels"]!.AsArray().Count);
    }

    [Fact]
    public void A_convolutional_head_is_recognized_by_its_shapes_and_may_have_no_bias()
    {
        var random = new Random(2);
        var convolution = new KerasLayer("top_conv", [Tensor("kernel", random, 3, 3, 1280, 8), Tensor("bias", random, 8)]);
        WriteWithHead(convolution, new KerasLayer("top", [Tensor("kernel", random, 8, 5)]));

        var result = Command.Run("convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", "128");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("head top_conv + top with a convolution and 5 classes", result.Errors, StringComparison.Ordinal);
        var counts = Command.Run("inspect", folder["f.tflite"], "--json").Json["operatorCounts"]!;
        Assert.Equal((36, 1, 1), ((int)counts["CONV_2D"]!, (int)counts["FULLY_CONNECTED"]!, (int)counts["SOFTMAX"]!));
    }

    [Fact]
    public void Layers_that_are_not_a_known_head_are_named_and_can_be_dropped()
    {
        var random = new Random(3);
        var hidden = Dense("hidden", 1280, 16, random);
        var cases = new KerasLayer[][]
        {
            [hidden, Dense("my_head", 16, 5, random)],
            [Dense("narrow", 640, 5, random)],
            [new KerasLayer("top_conv", [Tensor("kernel", random, 1, 1, 1280, 8), Tensor("bias", random, 8)]), Dense("my_head", 8, 5, random)],
            [new KerasLayer("norm", [Tensor("gamma", random, 1280), Tensor("beta", random, 1280)]), Dense("my_head", 1280, 5, random)],
        };
        foreach (var layers in cases)
        {
            WriteWithHead(layers);
            var errors = Command.RunToFailureAfterMessages("FLOWER3002", "convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", "128");
            Assert.All(layers, layer => Assert.Contains(layer.Name, errors, StringComparison.Ordinal));
            Assert.Contains("--head none", errors, StringComparison.Ordinal);
            Assert.False(File.Exists(folder["f.tflite"]));
        }

        Assert.Equal(0, Command.Run("convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", "128", "--head", "none").ExitCode);
    }

    [Fact]
    public void Input_that_cannot_be_converted_causes_an_error_with_a_code_and_no_file()
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
        Fails("FLOWER1008", classifier.Model, "--mean", "0", "--std", "255");
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
    public void Damaged_weights_cause_an_error_with_a_code_or_a_model_but_never_a_stack_trace()
    {
        var bytes = File.ReadAllBytes(NearestMean.BaseWeights);
        var random = new Random(1);
        for (var round = 0; round < 12; round++)
        {
            var damaged = (byte[])bytes.Clone();
            // The structure is spread among the data. Most bytes of a file are weights, where any change is valid.
            for (var change = 0; change < 40; change++) damaged[random.Next(Math.Min(damaged.Length, 20_000))] = (byte)random.Next(256);
            if (round % 4 == 0) damaged = damaged[..random.Next(damaged.Length)];
            File.WriteAllBytes(folder["damaged.h5"], damaged);
            var result = Command.Run("convert", folder["damaged.h5"], "-o", folder["f.tflite"], "--image-size", "128");
            if (result.ExitCode == 0) continue;
            Assert.Matches("error FLOWER300[23]: ", result.Errors);
            Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        }
    }

    private void WriteWithHead(params KerasLayer[] head)
    {
        KerasWeightsFile.Write(KerasWeightsFile.Read(NearestMean.BaseWeights).Append(new KerasWeights(head, "head")), folder["model.h5"]);
        File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);
    }

    private static KerasLayer Dense(string name, int inputs, int outputs, Random random) =>
        new(name, [Tensor("kernel", random, inputs, outputs), Tensor("bias", random, outputs)]);

    private static KerasTensor Tensor(string name, Random random, params int[] shape) => new(
        name,
        shape,
        [.. Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size)).Select(_ => random.NextSingle() - 0.5f)]);
}
