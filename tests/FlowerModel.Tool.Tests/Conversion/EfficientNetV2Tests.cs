using System.Runtime.InteropServices;
using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>Swish, fused blocks and normalization per channel, from Keras weights to files that every runtime reads.</summary>
public sealed class EfficientNetV2Tests : IDisposable
{
    private const int Size = 96;
    private static readonly EfficientNetV2Reference Network = Settled();

    private readonly TemporaryFolder folder = new();

    public EfficientNetV2Tests()
    {
        KerasWeightsFile.Write(Network.Weights, folder["model.h5"]);
        File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Float32_returns_the_probabilities_of_Keras_in_every_runtime()
    {
        Assert.Contains($"EfficientNetV2B0, width 1, images of {Size} pixels", Convert("float32"), StringComparison.Ordinal);
        var photos = Photos(2);
        var expected = Array.ConvertAll(photos, photo => Network.Probabilities(photo, Size));
        foreach (var runtime in Runtimes.All) Assert.InRange(Runtimes.LargestDifference(expected, Run(runtime, photos)), 0, 1e-4);
    }

    [Fact]
    public void Int8_is_close_to_the_probabilities_of_Keras_and_matches_the_native_library_bit_for_bit()
    {
        const double Tolerance = 0.12; // random weights pass rounding on through 130 layers more than trained ones do
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the matrix products of the library round differently on this processor");
        Convert("int8", "--calibration", Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers"), "--calibration-images", "40");
        var photos = Photos(5);
        var expected = Array.ConvertAll(photos, photo => Network.Probabilities(photo, Size));
        Assert.Equal(Run(Oracle.Native, photos), Run(Runtimes.Ours, photos));
        foreach (var runtime in Runtimes.All) Assert.InRange(Runtimes.LargestDifference(expected, Run(runtime, photos)), 0, Tolerance);
    }

    private static EfficientNetV2Reference Settled()
    {
        var network = new EfficientNetV2Reference(NearestMean.Labels.Count, seed: 24);
        network.Settle(Runtimes.Photos(size: 64, count: 16, mean: 0, deviation: 255));
        return network;
    }

    private static float[][] Photos(int count) => Runtimes.Photos(Size, count, mean: 0, deviation: 255);

    private float[][] Run(string runtime, float[][] photos) => Runtimes.Run(runtime, File.ReadAllBytes(folder["f.tflite"]), photos);

    private string Convert(string format, params string[] further)
    {
        var result = Command.Run(["convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", $"{Size}", "--quantization", format, .. further]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Errors;
    }
}
