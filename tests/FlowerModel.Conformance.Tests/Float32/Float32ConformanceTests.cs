using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Float32;

/// <summary>The trained network, the written file and what any runtime computes from it are the same function.</summary>
[Trait("Speed", "Slow")]
public sealed class Float32ConformanceTests(Classifiers classifiers, ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;
    private const int PhotoCount = 50;

    private static readonly string[] AllRuntimes = [Oracle.LiteRt, Oracle.Tfjs, Oracle.Native, Oracle.NativeXnnpack, Runtimes.Ours];

    [Theory]
    [InlineData(Classifiers.Linear)]
    [InlineData(Classifiers.Conv)]
    public void Every_runtime_matches_the_probabilities_of_libtorch_for_fifty_photos(string name)
    {
        var classifier = classifiers[name];
        var photos = Photos.Test(PhotoCount);
        var expected = classifiers.WithEngine(() => classifier.Probabilities(photos));
        var inputs = Array.ConvertAll(photos, Runtimes.Bytes);
        AssertTellsPhotosApart(expected);

        foreach (var runtime in AllRuntimes)
        {
            var actual = Array.ConvertAll(Runtimes.Run(classifier.File, inputs, runtime), Runtimes.Floats);
            var worst = expected.Zip(actual).Max(photo => photo.First.Zip(photo.Second).Max(pair => Math.Abs(pair.First - pair.Second)));
            output.WriteLine($"{name}, {runtime}: largest difference from libtorch {worst:G3}");
            Assert.All(actual, probabilities => Assert.Equal(classifier.Source.Labels.Count, probabilities.Length));
            Assert.InRange(worst, 0, Tolerance);
        }
    }

    [Theory]
    [InlineData(Classifiers.Linear, 35)]
    [InlineData(Classifiers.Conv, 36)]
    public void The_float32_model_has_the_operators_of_its_architecture_and_no_others(string name, int convolutions)
    {
        var counts = classifiers[name].Float32.Main.Operators.CountBy(step => step.Code).ToDictionary();

        Assert.Equal(
            new Dictionary<BuiltinOperator, int>
            {
                [BuiltinOperator.Conv2D] = convolutions,
                [BuiltinOperator.DepthwiseConv2D] = 17,
                [BuiltinOperator.Add] = 10,
                [BuiltinOperator.Mean] = 1,
                [BuiltinOperator.FullyConnected] = 1,
                [BuiltinOperator.Softmax] = 1,
            },
            counts);
    }

    /// <summary>The comparison would be meaningless for a classifier that always returns the same result.</summary>
    private static void AssertTellsPhotosApart(float[][] probabilities)
    {
        var right = probabilities.Index().Count(photo => photo.Item.IndexOf(photo.Item.Max()) == photo.Index % Photos.Labels.Length);
        Assert.InRange(right, PhotoCount * 7 / 10, PhotoCount);
    }
}
