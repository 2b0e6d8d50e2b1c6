using System.Runtime.InteropServices;
using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>5 by 5 kernels with a stride of 2 and pixels around 127, from Keras weights to files that every runtime reads.</summary>
public sealed class EfficientNetLiteTests : IDisposable
{
    private static readonly EfficientNetLiteReference Network = Settled();

    private readonly TemporaryFolder folder = new();

    public EfficientNetLiteTests()
    {
        KerasWeightsFile.Write(Network.Weights, folder["model.h5"]);
        File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);
    }

    public void Dispose() => folder.Dispose();

    // 97 pixels become 49, 25, 13, 7, 4: odd sizes have another zero before the first row.
    [Theory]
    [InlineData(96)]
    [InlineData(97)]
    public void Float32_returns_the_probabilities_of_Keras_in_every_runtime_for_even_and_odd_sizes(int size)
    {
        var messages = Convert(size, "float32");
        Assert.Contains($"EfficientNetLite0, width 1, images of {size} pixels, linear head dense with 5 classes", messages, StringComparison.Ordinal);
        var inspected = Command.Run("inspect", folder["f.tflite"], "--json").Json;
        var counts = inspected["operatorCounts"]!.AsObject().ToDictionary(pair => pair.Key, pair => (int)pair.Value!);
        Assert.Equal((33, 16, 9, 0), (counts["CONV_2D"], counts["DEPTHWISE_CONV_2D"], counts["ADD"], counts.GetValueOrDefault("PAD")));

        var photos = Photos(size, 2);
        var expected = Array.ConvertAll(photos, photo => Network.Probabilities(photo, size));
        foreach (var runtime in Runtimes.All) Assert.InRange(Runtimes.LargestDifference(expected, Run(runtime, photos)), 0, 1e-4);
    }

    [Fact]
    public void Int8_is_close_to_the_probabilities_of_Keras_and_matches_the_native_library_bit_for_bit()
    {
        const int Size = 96;
        const double Tolerance = 0.05; // random weights pass rounding on from layer to layer more than trained ones do
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the matrix products of the library round differently on this processor");
        Convert(Size, "int8", "--calibration", Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers"), "--calibration-images", "40");
        var photos = Photos(Size, 10);
        var expected = Array.ConvertAll(photos, photo => Network.Probabilities(photo, Size));
        Assert.Equal(Run(Oracle.Native, photos), Run(Runtimes.Ours, photos));
        foreach (var runtime in Runtimes.All) Assert.InRange(Runtimes.LargestDifference(expected, Run(runtime, photos)), 0, Tolerance);
        var spread = Enumerable.Range(0, NearestMean.Labels.Count).Max(label => expected.Max(row => row[label]) - expected.Min(row => row[label]));
        Assert.True(spread > 2 * Tolerance, $"the photos are too much alike to judge by: {spread}");
    }

    // Files of EfficientNet-B0 have all layers of EfficientNet-Lite0, and squeeze-and-excite.
    [Fact]
    public void Weights_with_further_layers_in_the_blocks_are_refused()
    {
        KerasLayer[] layers = [.. Network.Weights.Layers, new KerasLayer("block2b_se_reduce", [new KerasTensor("kernel", [1, 1, 144, 6], new float[864])])];
        KerasWeightsFile.Write(new KerasWeights(layers, "test"), folder["b0.h5"]);
        var errors = Command.RunToFailureAfterMessages("FLOWER3002", "convert", folder["b0.h5"], "-o", folder["f.tflite"]);
        Assert.Contains("layer block2b_se_reduce does not belong to a block of EfficientNetLite0", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["f.tflite"]));
    }

    private static EfficientNetLiteReference Settled()
    {
        var network = new EfficientNetLiteReference(NearestMean.Labels.Count, seed: 25);
        network.Settle(Photos(size: 64, count: 16));
        return network;
    }

    private static float[][] Photos(int size, int count) => Runtimes.Photos(size, count, mean: 127, deviation: 128);

    private float[][] Run(string runtime, float[][] photos) => Runtimes.Run(runtime, File.ReadAllBytes(folder["f.tflite"]), photos);

    private string Convert(int size, string format, params string[] further)
    {
        var result = Command.Run(["convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", $"{size}", "--quantization", format, .. further]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Errors;
    }
}
