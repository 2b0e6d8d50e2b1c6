using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Normalization;

/// <summary>Where the normalization of images comes from, and what happens if nothing states it.</summary>
public sealed class NormalizationTests
{
    [Theory]
    [InlineData(TensorType.Int8, 1 / 255f, -128, 0, 1)]
    [InlineData(TensorType.UInt8, 1 / 255f, 0, 0, 1)]
    [InlineData(TensorType.Int8, 1 / 253f, -128, 0, 1)]
    [InlineData(TensorType.Int8, 1f, -128, 0, 255)]
    [InlineData(TensorType.UInt8, 1f, 0, 0, 255)]
    [InlineData(TensorType.Int8, 1.01f, -128, 0, 255)]
    [InlineData(TensorType.Int8, 1f, 0, -128, 127)]
    [InlineData(TensorType.Int8, 2 / 255f, -1, -1, 1)]
    [InlineData(TensorType.Int8, 2 / 255f, 0, -1, 1)]
    [InlineData(TensorType.UInt8, 2 / 255f, 127, -1, 1)]
    [InlineData(TensorType.UInt8, 2 / 255f, 128, -1, 1)]
    [InlineData(TensorType.Int8, 1 / 127f, 0, -1, 1)]
    [InlineData(TensorType.UInt8, 1 / 128f, 128, -1, 127 / 128f)] // TensorFlow 1: mean 128, standard deviation 128
    [InlineData(TensorType.Int8, 1 / 255f, 0, -0.5f, 0.5f)]
    public void A_quantized_input_states_the_range_of_images(TensorType type, float scale, int zeroPoint, float black, float white)
    {
        using var classifier = ImageClassifier.Load(Echo.Write(type, new Quantization(scale, zeroPoint)));

        // An end may lie half a step outside what the integers can represent.
        Echo.AssertSees(classifier, black, white, 1.01f * scale);
    }

    // Calibrated on images whose brightest sample was 252, so brighter samples are clamped.
    [Fact]
    public void A_range_that_falls_a_little_short_is_recognized()
    {
        using var classifier = ImageClassifier.Load(Echo.Write(TensorType.Int8, new Quantization(0.003876f, -128)));

        var scores = classifier.Classify(Echo.Pixel, 1, 1).Scores;

        Assert.Equal([255 * 0.003876, 100 / 255.0, 0], scores.Select(score => (double)score), (a, b) => Math.Abs(a - b) <= 0.002);
    }

    [Theory]
    [InlineData(1 / 255f, -128, 0, 1)]
    [InlineData(1f, -128, 0, 255)]
    public void A_float_input_that_the_model_quantizes_first_states_it_as_well(float scale, int zeroPoint, float black, float white)
    {
        using var classifier = ImageClassifier.Load(Echo.WriteQuantized((scale, zeroPoint)));

        Echo.AssertSees(classifier, black, white, scale);
    }

    [Fact]
    public void Ranges_that_contradict_each_other_leave_it_open() =>
        Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(Echo.WriteQuantized((1 / 255f, -128), (1f, -128))));

    [Theory]
    [InlineData(TensorType.Int8, 0.0413f, 0, "-5.286 to 5.245")]
    [InlineData(TensorType.UInt8, 0.0186f, 114, "-2.12 to 2.623")] // about ImageNet's means and standard deviations, which differ between channels
    [InlineData(TensorType.Int8, 0.02353f, -128, "0 to 6")]
    public void A_range_that_no_image_is_mapped_to_leaves_it_open(TensorType type, float scale, int zeroPoint, string range)
    {
        var file = Echo.Write(type, new Quantization(scale, zeroPoint));

        var error = Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(file));

        Assert.Contains(range, error.Message, StringComparison.Ordinal);
        Assert.Contains("--mean", error.Message, StringComparison.Ordinal);
        using var classifier = ImageClassifier.Load(file, new ImageClassifierOptions { Mean = 0, StandardDeviation = 255 });
        Echo.AssertSees(classifier, 0, 1, scale);
    }

    [Fact]
    public void A_float_model_without_metadata_leaves_it_open()
    {
        var file = Echo.Write(TensorType.Float32, null);

        var error = Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(file));

        Assert.Contains("ImageClassifierOptions", error.Message, StringComparison.Ordinal);
        using var classifier = ImageClassifier.Load(file, new ImageClassifierOptions { Mean = 127.5f, StandardDeviation = 127.5f });
        Echo.AssertSees(classifier, -1, 1, step: 0);
    }

    [Fact]
    public void What_the_caller_states_takes_precedence_over_metadata()
    {
        var file = Echo.Write(TensorType.Float32, null, ClassifierFixture.Metadata());

        using var classifier = ImageClassifier.Load(file, new ImageClassifierOptions { Mean = 0, StandardDeviation = 255 });

        Echo.AssertSees(classifier, 0, 1, step: 0);
    }

    [Fact]
    public void Metadata_takes_precedence_over_the_range_of_a_quantized_input()
    {
        using var classifier = ImageClassifier.Load(Echo.Write(TensorType.Int8, new Quantization(1f, 0), ClassifierFixture.Metadata(0, 255)));

        Echo.AssertSees(classifier, 0, 1, step: 1);
    }

    [Theory]
    [InlineData(127.5f, null)]
    [InlineData(null, 127.5f)]
    [InlineData(127.5f, 0f)]
    [InlineData(127.5f, -1f)]
    [InlineData(float.NaN, 1f)]
    [InlineData(0f, float.PositiveInfinity)]
    public void Half_a_normalization_or_an_invalid_one_is_rejected(float? mean, float? deviation)
    {
        var options = new ImageClassifierOptions { Mean = mean, StandardDeviation = deviation };

        Assert.Throws<ArgumentException>(() => ImageClassifier.Load(Echo.Write(TensorType.Float32, null), options));
    }

    [Fact]
    public void Other_options_reach_the_interpreter() => Assert.Throws<ArgumentOutOfRangeException>(() => ImageClassifier.Load(
        Echo.Write(TensorType.Float32, null), new ImageClassifierOptions { Mean = 0, StandardDeviation = 1, Threads = 0 }));
}
