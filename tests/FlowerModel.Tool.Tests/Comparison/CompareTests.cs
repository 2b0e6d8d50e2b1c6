using System.Text.Json.Nodes;
using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Comparison;

public sealed class CompareTests(NearestMean classifier) : IDisposable
{
    /// <summary>35 convolutions, 17 depthwise convolutions, 10 additions, pooling, dense layer, softmax and the input.</summary>
    private const int Layers = 66;

    private readonly TemporaryFolder folder = new();

    private static string Images => Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "unseen");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_does_not_differ_from_itself()
    {
        var report = Compare(classifier.Model, classifier.Model);
        Assert.Equal(Layers, report.Count);
        Assert.All(report, layer => Assert.Null(layer["signalToNoise"]));
        Assert.Equal("INPUT", (string?)report[0]["operator"]);
        Assert.Equal("CONV_2D", (string?)report[1]["operator"]);
        Assert.Equal("SOFTMAX", (string?)report[^1]["operator"]);
    }

    [Fact]
    public void The_modified_layer_is_the_first_that_differs()
    {
        var weights = KerasWeightsFile.Read(classifier.Weights);
        var broken = new KerasWeights(
            weights.Layers.Select(layer => layer.Name == "block_8_project" ? Doubled(layer) : layer), weights.Source);
        KerasWeightsFile.Write(broken, folder["broken.h5"]);
        File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);
        NearestMean.Convert(folder["broken.h5"], folder["broken.tflite"]);

        var report = Compare(classifier.Model, folder["broken.tflite"]);
        var first = report.First(layer => layer["signalToNoise"] is not null);
        Assert.Equal("block_8_project_BN", (string?)first["name"]);
        // Before the shift of BatchNorm, a doubled kernel doubles the values, so signal and noise have the same magnitude.
        Assert.InRange((double)first["signalToNoise"]!, -10, 10);
    }

    [Fact]
    public void Float16_is_closer_to_float32_than_dynamic()
    {
        var converted = Command.Run("convert", classifier.Model, "-o", folder["f.tflite"], "--quantization", "float16,dynamic");
        Assert.True(converted.ExitCode == 0, converted.Errors);
        var half = Compare(classifier.Model, folder["f.tflite"]);
        var eight = Compare(classifier.Model, folder["f.dynamic.tflite"]);
        Assert.Equal(Layers, half.Count);
        // Rounding to 11 bits causes a relative error of at most 2^-12 per weight, or 72 dB, which accumulates over 52 layers.
        Assert.All(half.Skip(1), layer => Assert.True((double?)layer["signalToNoise"] is null or > 40, layer.ToJsonString()));
        Assert.True((double)eight[^2]["signalToNoise"]! < (double)half[^2]["signalToNoise"]!);
        Assert.All(half, layer => Assert.Null(layer["scale"]));
    }

    [Fact]
    public void The_table_names_the_lowest_ratio()
    {
        Assert.Equal(0, Command.Run("convert", classifier.Model, "-o", folder["f.tflite"], "--quantization", "dynamic").ExitCode);
        var worst = Compare(classifier.Model, folder["f.tflite"])
            .Where(layer => layer["signalToNoise"] is not null)
            .MinBy(layer => (double)layer["signalToNoise"]!)!;
        var table = Command.Run("compare", classifier.Model, folder["f.tflite"], Images, "--images", "3");
        Assert.Equal(0, table.ExitCode);
        Assert.Contains((string)worst["name"]!, table.Line("Lowest"), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_that_cannot_be_compared_cause_an_error_with_a_code()
    {
        Command.RunToFailure("FLOWER2001", "compare", classifier.Model, classifier.Model, folder["nowhere"]);
        Command.RunToFailure("FLOWER7005", "compare", classifier.Model, classifier.Model, folder.FullName);
        Command.RunToFailure("FLOWER1002", "compare", classifier.Model, classifier.Model, Images, "--images", "0");
        Command.RunToFailureAfterMessages(
            "FLOWER7003", "compare", classifier.Model, ReferenceData.Tflite("teachable_mobilenet_v2_035_float32.tflite"), Images, "--images", "1");
        Command.RunToFailureAfterMessages(
            "FLOWER7003",
            "compare",
            ReferenceData.Tflite("hello_world_float.tflite"),
            ReferenceData.Tflite("hello_world_int8.tflite"),
            Images,
            "--images",
            "1");
    }

    [Fact]
    public void The_normalization_of_a_model_that_does_not_state_it_is_asked_for()
    {
        File.WriteAllBytes(folder["silent.tflite"], SmallModels.Colors());
        string[] arguments = ["compare", folder["silent.tflite"], folder["silent.tflite"], Images, "--images", "1"];

        var errors = Command.RunToFailureAfterMessages("FLOWER7003", arguments);

        Assert.Contains("silent.tflite", errors, StringComparison.Ordinal);
        Assert.Contains("--mean", errors, StringComparison.Ordinal);
        Assert.Equal(0, Command.Run([.. arguments, "--mean", "127.5", "--std", "127.5"]).ExitCode);
    }

    private static KerasLayer Doubled(KerasLayer layer) =>
        layer with { Tensors = [.. layer.Tensors.Select(tensor => tensor with { Values = Array.ConvertAll(tensor.Values, value => 2 * value) })] };

    private static List<JsonNode> Compare(string float32, string quantized)
    {
        var report = Command.Run("compare", float32, quantized, Images, "--images", "3", "--json").Json;
        Documented.Check(report);
        Assert.Equal(3, (int?)report["images"]);
        return [.. report["layers"]!.AsArray().Select(layer => layer!)];
    }
}
