using FlowerModel.Conversion.Tests;
using System.Runtime.InteropServices;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;
using FlowerModel.Trainer.Training;
using TorchSharp;

namespace FlowerModel.Trainer.Tests.Network;

/// <summary>What is trained, what is written and what the consumer's program runs are the same function.</summary>
[Collection(EngineTests.Name)]
public sealed class ThreeEnginesTests
{
    [Theory]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", 0.35, HeadKind.Linear)]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", 1.0, HeadKind.Conv)]
    public void Trainer_runtime_and_TFLite_agree_on_a_real_photo(string file, double alpha, HeadKind kind)
    {
        string[] labels = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];
        var options = new MobileNetV2Options { Alpha = alpha };
        var head = kind == HeadKind.Conv
            ? RandomWeights.OfConvolutionHead(1280, labels.Length, seed: 12)
            : RandomWeights.OfLinearHead(1280, labels.Length, seed: 12);
        var source = new ConversionSource
        {
            Base = options,
            Weights = KerasWeightsFile.Read(ReferenceData.Weights(file)).Append(head),
            Labels = labels,
        };
        var picture = Photo(options.ImageSize);
        var model = TfliteFile.Write(Float32Converter.Convert(source), source);

        var trainer = TrainerProbabilities(source, kind, picture);
        var tflite = Oracle.Run(model, MemoryMarshal.AsBytes(picture.AsSpan()).ToArray(), Oracle.LiteRt);
        var runtime = new float[labels.Length];
        new Interpreter(ModelReader.Read(model)).Run(picture, runtime);

        AssertClose(trainer, MemoryMarshal.Cast<byte, float>(tflite).ToArray());
        AssertClose(trainer, runtime);
    }

    private static float[] Photo(int size)
    {
        var path = Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, "roses")).Order(StringComparer.Ordinal).First();
        var picture = new float[size * size * 3];
        new ImagePreprocessor(size, size).Prepare(RgbImage.Load(path), picture);
        return picture;
    }

    private static float[] TrainerProbabilities(ConversionSource source, HeadKind kind, float[] picture)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var network = MobileNetV2.Load(source.Base, source.Weights);
        using var head = ClassificationHead.Load(
            new HeadOptions { Kind = kind, Classes = source.Labels.Count }, source.Base.Channels(18), source.Weights);
        head.eval();
        var size = source.Base.ImageSize;
        var input = torch.tensor(picture, [1, size, size, 3]).permute(0, 3, 1, 2);
        return TensorData.ToArray(torch.nn.functional.softmax(head.forward(network.forward(input)), dim: 1));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(expected.Max() - expected.Min() > 0.01, "the reference is too flat to judge by");
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }
}
