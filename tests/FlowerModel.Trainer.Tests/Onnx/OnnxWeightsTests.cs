using System.Runtime.InteropServices;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Onnx;

namespace FlowerModel.Trainer.Tests.Onnx;

/// <summary>Weights from a package in ONNX format.</summary>
public sealed class OnnxWeightsTests
{
    private static readonly Model Converted = Float32Converter.Convert(
        new ConversionSource { Base = ResNet18Package.Network, Weights = ResNet18Package.Weights });

    private static readonly float[][] Images =
        [.. new[] { "daisy/001", "roses/017", "sunflowers/030" }
            .Select(name => Prepare(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "flowers", name + ".jpg")))];

    [Fact]
    public void Features_are_those_of_ONNX_Runtime()
    {
        var expected = ResNet18Package.FeaturesOfOnnxRuntime(Images);
        Assert.Equal([512, 512, 512], expected.Select(row => row.Length));
        Assert.True(expected[0].Zip(expected[1]).Max(pair => Math.Abs(pair.First - pair.Second)) > 0.5, "the images are too much alike to judge by");
        var interpreter = new Interpreter(Converted);
        foreach (var (image, row) in Images.Zip(expected))
        {
            var actual = new float[row.Length];
            interpreter.Run(image, actual);
            Assert.InRange(LargestDifference(row, actual), 0, 1e-4);
        }
    }

    [Theory]
    [InlineData(Oracle.Native)]
    [InlineData(Oracle.NativeXnnpack)]
    [InlineData(Oracle.LiteRt)]
    public void The_converted_file_has_the_features_of_ONNX_Runtime_in_other_runtimes(string runtime)
    {
        var file = ModelWriter.Write(Converted);
        var inputs = Array.ConvertAll(Images, image => MemoryMarshal.AsBytes(image.AsSpan()).ToArray());
        foreach (var (expected, actual) in ResNet18Package.FeaturesOfOnnxRuntime(Images).Zip(Outputs()))
            Assert.InRange(LargestDifference(expected, MemoryMarshal.Cast<byte, float>(actual).ToArray()), 0, 1e-4);

        byte[][] Outputs()
        {
            if (runtime == Oracle.LiteRt) return Oracle.RunMany(file, inputs, runtime);
            using var native = new NativeTflite(file, xnnpack: runtime == Oracle.NativeXnnpack);
            return Array.ConvertAll(inputs, input => native.Run(input));
        }
    }

    [Fact]
    public void A_file_that_is_not_the_one_of_the_package_is_rejected()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["ResNet18.onnx"], "not a network");
        Assert.Contains("is not the one that the package contains", Read(ResNet18Package.Package).Reason, StringComparison.Ordinal);
        // The same bytes, pinned, but not a network.
        var pinned = ResNet18Package.Package with
        {
            NetworkSha256 = Pipeline.Text.Hashing.OfFile(folder["ResNet18.onnx"]),
            PreparationPath = "ResNet18.onnx",
            PreparationSha256 = Pipeline.Text.Hashing.OfFile(folder["ResNet18.onnx"]),
        };
        Assert.Contains("not a readable ONNX file", Read(pinned).Reason, StringComparison.Ordinal);

        KerasWeightsException Read(WeightsPackage package) =>
            Assert.Throws<KerasWeightsException>(() => OnnxWeights.Read(folder["ResNet18.onnx"], ResNet18Package.Network, package));
    }

    private static double LargestDifference(float[] expected, float[] actual) => expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second));

    private static float[] Prepare(string path)
    {
        var normalization = ResNet18Package.Network.Network.Input;
        var preprocessor = new ImagePreprocessor(224, 224, normalization.Mean, normalization.StandardDeviation);
        var pixels = new float[preprocessor.Length];
        preprocessor.Prepare(RgbImage.Load(File.ReadAllBytes(path)), pixels);
        return pixels;
    }
}
