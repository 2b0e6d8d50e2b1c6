using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Normalization;

/// <summary>Float32 models that normalize images themselves.</summary>
public sealed class LeadingOperatorsTests
{
    private const BuiltinOperator Add = BuiltinOperator.Add;
    private const BuiltinOperator Sub = BuiltinOperator.Sub;
    private const BuiltinOperator Mul = BuiltinOperator.Mul;

    /// <summary>What the layers in front compute, and the values that they give to black and white if the model is fed correctly.</summary>
    public static TheoryData<(BuiltinOperator, bool, float[])[], float, float> Known() => new()
    {
        { [(Mul, false, [1 / 127.5f]), (Add, false, [-1])], -1, 1 }, // Keras' Rescaling(1 / 127.5, -1) takes 0 to 255
        { [(Sub, false, [127.5f]), (Mul, true, [1 / 127.5f])], -1, 1 },
        { [(Mul, false, [1 / 255f])], 0, 1 }, // Rescaling(1 / 255) takes 0 to 255
        { [(Mul, false, [2]), (Sub, false, [1])], -1, 1 }, // takes 0 to 1
        { [(Sub, false, [0.5f, 0.5f, 0.5f]), (Mul, false, [2, 2, 2])], -1, 1 }, // takes 0 to 1
        { [(Mul, false, [0.5f]), (Add, true, [0.5f])], 0, 1 }, // takes -1 to 1
        { [(Add, false, [1]), (Mul, false, [127.5f])], 0, 255 }, // takes -1 to 1
        { [(Sub, false, [128])], -128, 127 }, // takes 0 to 255
    };

    /// <summary>Layers that fit more than one range, or none.</summary>
    public static TheoryData<(BuiltinOperator, bool, float[])[]> Open() => new()
    {
        { [(Mul, false, [1])] },
        { [(Add, false, [0, 0, 0])] },
        { [(Mul, false, [0.1f])] },
        { [(Mul, false, [3]), (Sub, false, [7])] },
        { [(Mul, false, [1 / 255f, 1 / 255f, 1 / 127.5f])] },
        { [(Sub, true, [1])] }, // an inverted image
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void The_range_that_they_make_usual_is_the_range_of_images((BuiltinOperator, bool, float[])[] layers, float black, float white)
    {
        using var classifier = ImageClassifier.Load(Echo.WriteScaled(layers));

        Echo.AssertSees(classifier, black, white, step: 0);
    }

    [Fact]
    public void The_means_and_standard_deviations_of_ImageNet_take_0_to_255_or_0_to_1()
    {
        float[] means = [0.485f, 0.456f, 0.406f];
        float[] factors = [1 / 0.229f, 1 / 0.224f, 1 / 0.225f];
        double[] expected = [.. Echo.Pixel.Select((sample, i) => ((sample / 255.0) - means[i]) * factors[i])];
        byte[][] models =
        [
            Echo.WriteScaled((Mul, false, [1 / 255f]), (Sub, false, means), (Mul, false, factors)),
            Echo.WriteScaled((Sub, false, means), (Mul, false, factors)),
        ];
        foreach (var model in models)
        {
            using var classifier = ImageClassifier.Load(model);
            var scores = classifier.Classify(Echo.Pixel, 1, 1).Scores;
            Assert.Equal(expected, scores.Select(score => (double)score), (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void Means_per_channel_alone_take_0_to_255()
    {
        using var classifier = ImageClassifier.Load(Echo.WriteScaled((Sub, false, [123.68f, 116.779f, 103.939f])));

        Assert.Equal([131.32f, -16.779f, -103.939f], classifier.Classify(Echo.Pixel, 1, 1).Scores, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Theory]
    [MemberData(nameof(Open))]
    public void Others_leave_the_normalization_open((BuiltinOperator, bool, float[])[] layers) =>
        Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(Echo.WriteScaled(layers)));
}
