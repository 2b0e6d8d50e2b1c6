using System.Runtime.InteropServices;
using FlowerModel.Conversion.Keras;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Engine;
using TorchSharp;

namespace FlowerModel.Trainer.Tests.Network;

/// <summary>The real bases against the .tflite files they came from, run by TensorFlow Lite itself, cut after the pooling layer.</summary>
[Collection(EngineTests.Name)]
public class RealRuntimeTests
{
    private static string Photo =>
        Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, "tulips")).Order(StringComparer.Ordinal).First();

    [Fact]
    public void The_035_base_gives_the_features_of_the_real_runtime()
    {
        var pixels = Prepare();
        var (cut, _) = CutAfterPooling(ReferenceData.Tflite("teachable_mobilenet_v2_035_float32.tflite"));

        var expected = MemoryMarshal.Cast<byte, float>(Oracle.Run(cut, MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray())).ToArray();
        var actual = PooledFeatures("mobilenet_v2_0.35_224_no_top.h5", 0.35, pixels);

        Assert.Equal(1280, expected.Length);
        Assert.True(expected.Max() > 0.5, "the features are not all small, so the tolerance means something");
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, 1e-3);
    }

    [Fact]
    public void The_10_base_gives_the_features_of_the_quantised_model_up_to_its_rounding()
    {
        var pixels = Prepare();
        var (cut, pooled) = CutAfterPooling(ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite"));

        var input = pixels.Select(value => (byte)Math.Round((value + 1) * 127.5)).ToArray();
        var quantisation = pooled.Quantization!;
        var expected = Oracle.Run(cut, input)
            .Select(value => ((sbyte)value - quantisation.ZeroPoint) * quantisation.Scale).ToArray();
        var actual = PooledFeatures("mobilenet_v2_1.0_224_no_top.h5", 1.0, pixels);

        Assert.Equal(1280, expected.Length);
        Assert.InRange(Correlation(expected, actual), 0.97, 1);
    }

    private static float[] Prepare()
    {
        var preprocessor = new ImagePreprocessor(224, 224);
        var pixels = new float[preprocessor.Length];
        preprocessor.Prepare(RgbImage.Load(Photo), pixels);
        return pixels;
    }

    private static float[] PooledFeatures(string weights, double alpha, float[] pixels)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var options = new MobileNetV2Options { Alpha = alpha };
        using var network = MobileNetV2.Load(options, KerasWeightsFile.Read(ReferenceData.Weights(weights)));
        network.FoldForInference(19);
        return TensorData.ToArray(network.forward(torch.tensor(pixels, [1, 224, 224, 3]).permute(0, 3, 1, 2)).mean([2, 3]));
    }

    private static (byte[] Model, Tensor Pooled) CutAfterPooling(string path)
    {
        var graph = ModelReader.Read(File.ReadAllBytes(path)).Main;
        var last = graph.Operators.Select((o, index) => (o, index)).Last(pair => pair.o.Code == BuiltinOperator.Mean);
        var output = last.o.Outputs[0];
        var cut = new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors = graph.Tensors,
                    Inputs = graph.Inputs,
                    Outputs = [output],
                    Operators = [.. graph.Operators.Take(last.index + 1)],
                },
            ],
        };
        return (ModelWriter.Write(cut), graph.Tensors[output]);
    }

    private static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return covariance / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
