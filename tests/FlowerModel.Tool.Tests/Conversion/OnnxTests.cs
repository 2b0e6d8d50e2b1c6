using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>The command writes ONNX; tests/FlowerModel.Conversion.Tests runs such files.</summary>
public sealed class OnnxTests(NearestMean classifier) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tflite_file_keeps_its_number_format_and_the_extension_chooses_the_file_format()
    {
        var half = Command.Run("convert", classifier.Model, "-o", folder["half.tflite"], "--quantization", "float16");
        Assert.Equal(0, half.ExitCode);

        var converted = Command.Run("convert", folder["half.tflite"], "-o", folder["half.onnx"], "--json");

        Assert.True(converted.ExitCode == 0, converted.Errors);
        Documented.Check(converted.Json);
        var model = Assert.Single(converted.Json["models"]!.AsArray())!;
        Assert.Equal("float16", (string?)model["variant"]);
        Assert.Equal(new FileInfo(folder["half.onnx"]).Length, (long?)model["bytes"]);
        Assert.InRange((double)model["sizeRatio"]!, 0.9, 1.1);
    }

    [Fact]
    public void Weights_are_written_as_one_file_per_number_format()
    {
        var converted = Command.Run(
            "convert", classifier.Weights, "-o", folder["Flowers.model"], "--format", "onnx", "--image-size", "128", "--quantization", "float32,float16");

        Assert.True(converted.ExitCode == 0, converted.Errors);
        Command.Run("convert", classifier.Model, "-o", folder["other.onnx"]);
        Assert.Equal(new FileInfo(folder["other.onnx"]).Length, new FileInfo(folder["Flowers.model"]).Length, 200.0);
        Assert.InRange(new FileInfo(folder["Flowers.float16.model"]).Length, 1, new FileInfo(folder["Flowers.model"]).Length * 0.6);
    }

    [Fact]
    public void A_model_that_cannot_be_exported_is_an_error_and_no_file_is_written()
    {
        Command.Run("convert", classifier.Model, "-o", folder["dynamic.tflite"], "--quantization", "dynamic");

        Command.RunToFailure("FLOWER7003", "convert", folder["dynamic.tflite"], "-o", folder["dynamic.onnx"]);

        Assert.False(File.Exists(folder["dynamic.onnx"]));
    }
}
