using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Inspection;

public sealed class InspectTests
{
    // Known counts of MobileNetV2: 17 blocks, each with a depthwise convolution; 16 of them expand, all project and 10 add. With the first and the last
    // convolution, there are 35 convolutions, or 36 if the classifier is written as one.
    [Theory]
    [InlineData("mobilenet_v2_int8.tflite", "int8", 35, 1)]
    [InlineData("mobilenet_v2_dynamic.tflite", "dynamic", 35, 1)]
    [InlineData("teachable_mobilenet_v2_035_float32.tflite", "float32", 35, 2)]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq.tflite", "int8", 36, 0)]
    [InlineData("mobilenet_v2_035_96_embedder_with_metadata.tflite", "dynamic", 35, 0)]
    public void The_operators_of_a_real_MobileNet_are_counted(string file, string format, int convolutions, int dense)
    {
        var report = Command.Run("inspect", ReferenceData.Tflite(file), "--json").Json;
        Assert.Equal(format, (string?)report["numberFormat"]);
        var counts = report["operatorCounts"]!.AsObject();
        Assert.Equal(convolutions, (int?)counts["CONV_2D"]);
        Assert.Equal(17, (int?)counts["DEPTHWISE_CONV_2D"]);
        Assert.Equal(10, (int?)counts["ADD"]);
        Assert.Equal(dense, (int?)counts["FULLY_CONNECTED"] ?? 0);
        Assert.Equal(report["subgraphs"]![0]!["operators"]!.AsArray().Count, counts.Sum(pair => (int)pair.Value!));
    }

    [Theory]
    [InlineData("ee446_model_float16.tflite", "float16")]
    [InlineData("ee446_model_dynamic_range.tflite", "dynamic")]
    [InlineData("hello_world_float.tflite", "float32")]
    [InlineData("hello_world_int8.tflite", "int8")]
    public void The_number_format_of_a_real_file_is_the_one_in_its_name(string file, string format) =>
        Assert.Equal(format, (string?)Command.Run("inspect", ReferenceData.Tflite(file), "--json").Json["numberFormat"]);

    [Fact]
    public void The_parts_of_a_file_add_up_to_its_length()
    {
        var path = ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite");
        var sizes = Command.Run("inspect", path, "--json").Json["sizes"]!.AsObject();
        Assert.Equal(new FileInfo(path).Length, (long)sizes["total"]!);
        string[] parts = ["kernels", "biases", "otherConstants", "metadata", "associatedFiles", "structure"];
        Assert.Equal((long)sizes["total"]!, parts.Sum(part => (long)sizes[part]!));

        // 17 depthwise kernels of 3 x 3 with these channels, from table 2 of the paper (input channels of a block times its expansion).
        int[] channels = [32, 96, 144, 144, 192, 192, 192, 384, 384, 384, 384, 576, 576, 576, 960, 960, 960];
        Assert.Equal(9L * channels.Sum(), (long)sizes["kernelsByOperator"]!["DEPTHWISE_CONV_2D"]!);
        Assert.Equal(new FileInfo(ReferenceData.Tflite("imagenet_labels.txt")).Length, (long)sizes["associatedFiles"]!);
    }

    [Fact]
    public void Tensors_show_type_shape_bytes_and_quantization()
    {
        var graph = Command.Run("inspect", ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite"), "--json").Json["subgraphs"]![0]!;
        var tensors = graph["tensors"]!.AsArray();
        var input = tensors[(int)graph["inputs"]![0]!]!;
        Assert.Equal("UINT8", (string?)input["type"]);
        Assert.Equal([1, 224, 224, 3], input["shape"]!.AsArray().Select(size => (int)size!));
        Assert.Equal(224 * 224 * 3, (int?)input["bytes"]);
        Assert.False((bool)input["constant"]!);
        Assert.Equal("per-tensor", (string?)input["quantization"]!["scheme"]);
        Assert.Equal(127, (int?)input["quantization"]!["zeroPointMinimum"]);
        Assert.Equal(1 / 127.5, (double)input["quantization"]!["scaleMinimum"]!, 1e-6);

        var operators = graph["operators"]!.AsArray();
        Assert.Equal("QUANTIZE", (string?)operators[0]!["name"]);
        var convolution = operators[1]!;
        Assert.Equal(3, (int?)convolution["version"]);
        Assert.Equal("SAME", (string?)convolution["options"]!["padding"]);
        Assert.Equal(2, (int?)convolution["options"]!["strideHeight"]);
        Assert.Equal("RELU6", (string?)convolution["options"]!["activation"]);
        var kernel = tensors[(int)convolution["inputs"]![1]!]!;
        Assert.True((bool)kernel["constant"]!);
        Assert.Equal([32, 3, 3, 3], kernel["shape"]!.AsArray().Select(size => (int)size!));
        Assert.Equal("per-channel", (string?)kernel["quantization"]!["scheme"]);
        Assert.Equal(32, (int?)kernel["quantization"]!["channels"]);
        Assert.Equal(0, (int?)kernel["quantization"]!["dimension"]);
        Assert.Equal(0, (int?)kernel["quantization"]!["zeroPointMaximum"]);

        // The scale and zero point of a softmax are specified: 1/256 and -128 in int8.
        var softmax = operators.Single(op => (string?)op!["name"] == "SOFTMAX")!;
        var scores = tensors[(int)softmax["outputs"]![0]!]!["quantization"]!;
        Assert.Equal(1 / 256.0, (double)scores["scaleMinimum"]!);
        Assert.Equal(-128, (int?)scores["zeroPointMinimum"]);
        Assert.Equal(0, (double)scores["rangeMinimum"]!);
    }

    [Fact]
    public void Metadata_and_labels_are_shown()
    {
        var report = Command.Run("inspect", ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite"), "--json").Json;
        var labels = File.ReadAllLines(ReferenceData.Tflite("imagenet_labels.txt"));
        Assert.Equal(labels, report["labels"]!.AsArray().Select(label => (string)label!));
        Assert.Equal("1.14.0", (string?)report["minRuntimeVersion"]);

        var embedder = Command.Run("inspect", ReferenceData.Tflite("mobilenet_v2_035_96_embedder_with_metadata.tflite"), "--json").Json;
        Assert.Equal("ImageEmbedder", (string?)embedder["metadata"]!["name"]);
        Assert.Equal([127.5f], embedder["metadata"]!["input"]!["mean"]!.AsArray().Select(mean => (float)mean!));
        Assert.Equal("serving_default", (string?)embedder["signatures"]![0]!["key"]);

        Assert.Null(Command.Run("inspect", ReferenceData.Tflite("hello_world_int8.tflite"), "--json").Json["metadata"]);
    }

    [Fact]
    public void Colors_and_score_calibration_of_the_metadata_are_shown()
    {
        var embedder = Command.Run("inspect", ReferenceData.Tflite("mobilenet_v2_035_96_embedder_with_metadata.tflite"), "--json").Json;
        Assert.Equal("RGB", (string?)embedder["metadata"]!["input"]!["colorSpace"]);

        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["calibrated.tflite"], SmallModels.WithScoreCalibration());
        var report = Command.Run("inspect", folder["calibrated.tflite"], "--json").Json;
        Assert.Equal("LOG", (string?)report["metadata"]!["output"]!["calibration"]!["transformation"]);
        Assert.Equal(0.25, (double)report["metadata"]!["output"]!["calibration"]!["defaultScore"]!);
        Documented.Check(report);
        Assert.Contains("LOG, default score 0.25", Command.Run("inspect", folder["calibrated.tflite"]).Line("calibration"), StringComparison.Ordinal);
    }

    [Fact]
    public void Redirected_tables_are_plain_text_of_limited_width()
    {
        var result = Command.Run("inspect", ReferenceData.Tflite("mobilenet_v2_035_96_embedder_with_metadata.tflite"));
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.DoesNotContain('\e', result.Output);
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= 160 && line == line.TrimEnd(' '), line));
        Assert.Contains("dynamic", result.Line("Number format"), StringComparison.Ordinal);
        var depthwise = result.Output.Split('\n').First(line => line.TrimStart().StartsWith("DEPTHWISE_CONV_2D ", StringComparison.Ordinal));
        Assert.EndsWith(" 17", depthwise.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("stride 2x2, SAME, RELU6", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_a_file_cannot_control_the_terminal()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["names.tflite"], SmallModels.WithTensorName("a\e[2Jb\u202Ec[red]"));
        var result = Command.Run("inspect", folder["names.tflite"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("a�[2Jb�c[red]", result.Output, StringComparison.Ordinal);
        var json = Command.Run("inspect", folder["names.tflite"], "--json");
        Assert.DoesNotContain('\e', json.Output);
        Assert.Equal("a\e[2Jb\u202Ec[red]", (string?)json.Json["subgraphs"]![0]!["tensors"]![0]!["name"]);
    }

    [Fact]
    public void A_missing_file_a_folder_and_another_format_cause_different_errors()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder["no.tflite"], Command.RunToFailure("FLOWER7001", "inspect", folder["no.tflite"]), StringComparison.Ordinal);
        Assert.Contains("folder", Command.RunToFailure("FLOWER7001", "inspect", folder.FullName), StringComparison.Ordinal);
        File.WriteAllText(folder["text.tflite"], "This is no model.");
        Assert.Contains("TFL3", Command.RunToFailure("FLOWER7002", "inspect", folder["text.tflite"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_truncated_labels_is_shown_with_a_warning()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite"));
        File.WriteAllBytes(folder["cut.tflite"], whole[..^20_000]);
        var result = Command.Run("inspect", folder["cut.tflite"], "--json");
        Assert.Equal(36, (int?)result.Json["operatorCounts"]!["CONV_2D"]);
        Assert.Null(result.Json["metadata"]);
        Assert.Contains("warning FLOWER7007: ", result.Errors, StringComparison.Ordinal);
        Command.RunToFailure("FLOWER7002", "evaluate", folder["cut.tflite"], folder.FullName);
    }

    [Fact]
    public void Damaged_files_cause_an_error_with_a_code_or_a_report_but_never_a_stack_trace()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(ReferenceData.Tflite("hello_world_int8.tflite"));
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var change = 0; change < 4; change++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (round % 10 == 0) damaged = damaged[..random.Next(damaged.Length)];
            File.WriteAllBytes(folder["damaged.tflite"], damaged);
            var result = Command.Run("inspect", folder["damaged.tflite"], round % 2 == 0 ? "--json" : "--json=false");
            if (result.ExitCode == 0) continue;
            Assert.Empty(result.Output);
            Assert.Contains("error FLOWER7002: ", result.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Json_has_only_documented_fields() =>
        Documented.Check(Command.Run("inspect", ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite"), "--json").Json);
}
