using System.Runtime.InteropServices;
using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>Hard-swish, squeeze-and-excite and 5 by 5 kernels, from Keras weights to files that every runtime reads.</summary>
public sealed class MobileNetV3Tests : IDisposable
{
    private static readonly Dictionary<string, MobileNetV3Reference> Networks = new()
    {
        ["MobileNetV3Small"] = Settled(large: false, seed: 22),
        ["MobileNetV3Large"] = Settled(large: true, seed: 23),
    };

    private readonly TemporaryFolder folder = new();

    public MobileNetV3Tests() => File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("MobileNetV3Small", 128)]
    [InlineData("MobileNetV3Small", 97)]
    [InlineData("MobileNetV3Large", 96)]
    public void Float32_returns_the_probabilities_of_Keras_in_every_runtime(string name, int size)
    {
        var messages = Convert(name, size, "float32");
        Assert.Contains($"{name}, width 1, images of {size} pixels, linear head dense with 5 classes", messages, StringComparison.Ordinal);
        var photos = Runtimes.Photos(size, 2);
        var expected = Array.ConvertAll(photos, photo => Networks[name].Probabilities(photo, size));
        foreach (var runtime in Runtimes.All)
        {
            var actual = Run(runtime, photos);
            Assert.InRange(Runtimes.LargestDifference(expected, actual), 0, 1e-4);
            Assert.Equal(expected.Select(Label), actual.Select(row => Label(Array.ConvertAll(row, value => (double)value))));
        }
    }

    [Theory]
    [InlineData("MobileNetV3Small", 128)]
    [InlineData("MobileNetV3Large", 96)]
    public void Int8_is_close_to_the_probabilities_of_Keras_and_matches_the_native_library_bit_for_bit(string name, int size)
    {
        const double Tolerance = 0.05; // random weights pass rounding on from layer to layer more than trained ones do
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the matrix products of the library round differently on this processor");
        var training = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers");
        Convert(name, size, "int8", "--calibration", training, "--calibration-images", "40");

        var photos = Runtimes.Photos(size, 10);
        var expected = Array.ConvertAll(photos, photo => Networks[name].Probabilities(photo, size));
        var actual = Run(Runtimes.Ours, photos);
        Assert.Equal(Run(Oracle.Native, photos), actual);
        foreach (var runtime in Runtimes.All) Assert.InRange(Runtimes.LargestDifference(expected, Run(runtime, photos)), 0, Tolerance);
    }

    private static MobileNetV3Reference Settled(bool large, int seed)
    {
        var network = new MobileNetV3Reference(large, NearestMean.Labels.Count, seed);
        network.Settle(Runtimes.Photos(size: 64, count: 16));
        return network;
    }

    private static int Label(double[] row) => Array.IndexOf(row, row.Max());

    private float[][] Run(string runtime, float[][] photos) => Runtimes.Run(runtime, File.ReadAllBytes(folder["f.tflite"]), photos);

    private string Convert(string name, int size, string format, params string[] further)
    {
        KerasWeightsFile.Write(Networks[name].Weights, folder["model.h5"]);
        var result = Command.Run(["convert", folder["model.h5"], "-o", folder["f.tflite"], "--image-size", $"{size}", "--quantization", format, .. further]);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Errors;
    }
}
