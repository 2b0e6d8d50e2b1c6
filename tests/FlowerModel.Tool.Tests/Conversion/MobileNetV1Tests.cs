using System.Runtime.InteropServices;
using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>A second network, from Keras weights to files that every runtime reads, compared with <see cref="MobileNetV1Reference"/>.</summary>
public sealed class MobileNetV1Tests : IDisposable
{
    private static readonly MobileNetV1Reference Network = new(alpha: 0.25, NearestMean.Labels.Count, seed: 21);

    private readonly TemporaryFolder folder = new();

    public MobileNetV1Tests()
    {
        KerasWeightsFile.Write(Network.Weights, folder["model.h5"]);
        File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);
    }

    public void Dispose() => folder.Dispose();

    // 100 pixels become 25 before a stride of 2, and 97 become 49: for such sizes the zero padding of Keras is not that of SAME.
    [Theory]
    [InlineData(128, 0)]
    [InlineData(100, 1)]
    [InlineData(97, 1)]
    public void Float32_returns_the_probabilities_of_Keras_in_every_runtime_for_even_and_odd_sizes(int size, int pads)
    {
        var messages = Convert(size, "float32");
        Assert.Contains($"MobileNetV1, width 0.25, images of {size} pixels, linear head dense with 5 classes", messages, StringComparison.Ordinal);
        var counts = Command.Run("inspect", folder["f.tflite"], "--json").Json["operatorCounts"]!.AsObject().ToDictionary(pair => pair.Key, pair => (int)pair.Value!);
        Assert.Equal((14, 13, pads), (counts["CONV_2D"], counts["DEPTHWISE_CONV_2D"], counts.GetValueOrDefault("PAD")));

        var photos = Runtimes.Photos(size, 2);
        var expected = Array.ConvertAll(photos, photo => Network.Probabilities(photo, size));
        foreach (var runtime in Runtimes.All)
        {
            var actual = Run(runtime, photos);
            Assert.InRange(Runtimes.LargestDifference(expected, actual), 0, 1e-4);
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(100)]
    public void Int8_is_close_to_the_probabilities_of_Keras_and_matches_the_native_library_bit_for_bit(int size)
    {
        const double Tolerance = 0.04; // steps of 1/256, rounded in each of 27 layers
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the matrix products of the library round differently on this processor");
        var training = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers");
        Convert(size, "int8", "--calibration", training, "--calibration-images", "40");

        var photos = Runtimes.Photos(size, 10);
        var expected = Array.ConvertAll(photos, photo => Network.Probabilities(photo, size));
        var actual = Run(Runtimes.Ours, photos);
        Assert.Equal(Run(Oracle.Native, photos), actual);
        Assert.InRange(Runtimes.LargestDifference(expected, actual), 0, Tolerance);
        Assert.InRange(Runtimes.LargestDifference(expected, Run(Oracle.NativeXnnpack, photos)), 0, Tolerance);
        var spread = Enumerable.Range(0, NearestMean.Labels.Count).Max(label => expected.Max(row => row[label]) - expected.Min(row => row[label]));
        Assert.True(spread > 2 * Tolerance, "the photos are too much alike to judge by");
    }

    [Fact]
    public void Widths_outside_the_limits_of_the_network_are_rejected()
    {
        var errors = Command.RunToFailureAfterMessages("FLOWER1002", "convert", folder["model.h5"], "-o", folder["f.tflite"], "--alpha", "1.4");
        Assert.Contains("from 0.25 to 1, the widths of a MobileNetV1", errors, StringComparison.Ordinal);
        Command.RunToFailureAfterMessages("FLOWER3003", "convert", folder["model.h5"], "-o", folder["f.tflite"], "--alpha", "0.5");
    }

    private string Convert(int size, string format, params string[] further)
    {
        var result = Command.Run(["convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", $"{size}", "--quantization", format, .. further]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Errors;
    }

    private float[][] Run(string runtime, float[][] photos) => Runtimes.Run(runtime, File.ReadAllBytes(folder["f.tflite"]), photos);
}
