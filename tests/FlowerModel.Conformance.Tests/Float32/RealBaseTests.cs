using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Testing.Native;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Network;
using TorchSharp;

namespace FlowerModel.Conformance.Tests.Float32;

/// <summary>The real bases in libtorch against the .tflite files that they were extracted from, cut after the pooling layer.</summary>
public sealed class RealBaseTests(Classifiers classifiers)
{
    private const int Features = 1280;

    [Fact]
    public void The_narrow_base_matches_the_features_of_its_source_model()
    {
        var photo = Photos.Test(1)[0];
        var (cut, _) = CutAfterPooling(ReferenceData.Tflite("teachable_mobilenet_v2_035_float32.tflite"));

        var expected = Runtimes.Floats(NativeTflite.Run(cut, Runtimes.Bytes(photo)));
        var actual = PooledFeatures("mobilenet_v2_0.35_224_no_top.h5", 0.35, photo);

        Assert.Equal(Features, expected.Length);
        Assert.True(expected.Max() > 0.5, "the features are not all small, so the tolerance means something");
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, 1e-3);
    }

    [Fact]
    public void The_full_base_matches_the_features_of_its_integer_source_model_within_rounding()
    {
        var photo = Photos.Test(1)[0];
        var (cut, pooled) = CutAfterPooling(ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite"));

        var samples = Array.ConvertAll(photo, value => (byte)Math.Round((value + 1) * 127.5));
        var quantization = pooled.Quantization!;
        var expected = Array.ConvertAll(
            NativeTflite.Run(cut, samples), value => ((sbyte)value - quantization.ZeroPoint) * quantization.Scale);
        var actual = PooledFeatures("mobilenet_v2_1.0_224_no_top.h5", 1.0, photo);

        Assert.Equal(Features, expected.Length);
        Assert.InRange(Correlation(expected, actual), 0.97, 1);
    }

    private float[] PooledFeatures(string weights, double alpha, float[] photo) => classifiers.WithEngine(() =>
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var options = NetworkCatalog.Default.At(alpha, 224);
        using var network = TorchNetwork.Load(options, KerasWeightsFile.Read(ReferenceData.Weights(weights)));
        network.FoldForInference(19);
        return network.forward(torch.tensor(photo, [1, 224, 224, 3]).permute(0, 3, 1, 2)).mean([2, 3]).data<float>().ToArray();
    });

    private static (byte[] Model, Tensor Pooled) CutAfterPooling(string path)
    {
        var graph = ModelReader.Read(File.ReadAllBytes(path)).Main;
        var (index, last) = graph.Operators.Index().Last(step => step.Item.Code == BuiltinOperator.Mean);
        var cut = new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors = graph.Tensors,
                    Inputs = graph.Inputs,
                    Outputs = last.Outputs,
                    Operators = [.. graph.Operators.Take(index + 1)],
                },
            ],
        };
        return (ModelWriter.Write(cut), graph.Tensors[last.Outputs[0]]);
    }

    private static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return covariance / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
