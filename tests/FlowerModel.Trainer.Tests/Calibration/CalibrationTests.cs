using FlowerModel.Conversion.Evaluation;
using FlowerModel.Conversion.Keras;
using FlowerModel.Trainer.Calibration;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Tests.Calibration;

public class CalibrationTests
{
    private const int Classes = 4;

    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_temperature_of_outputs_that_are_too_certain_or_too_unsure_is_found(double factor)
    {
        var images = Drawn(4000, factor);

        var temperature = Temperature.Fit(images);

        Assert.InRange(temperature / factor, 0.93, 1.07);
        Assert.InRange(CalibrationError.Of(images, temperature), 0, 0.02);
        if (factor != 1) Assert.InRange(CalibrationError.Of(images, 1), 0.05, 1);
    }

    [Fact]
    public void A_handful_of_images_that_are_all_right_does_not_make_the_scores_certain()
    {
        LabeledOutputs[] images = [new([2, 0, 0], 0), new([0, 2, 0], 1), new([0, 0, 2], 2)];
        Assert.InRange(Temperature.Fit(images), 0.5, 1);
        Assert.Equal(1, Temperature.Fit([]), 1e-9);
    }

    [Fact]
    public void The_calibration_error_is_the_weighted_difference_of_scores_and_right_answers()
    {
        // Two bins: scores 0.9 with 1 of 2 right, score 0.5 with 0 of 1 right: (|1.8 - 1| + |0.5 - 0|) / 3.
        var error = CalibrationBins.Error([(0.9, true), (0.9, false), (0.5, false)]);
        Assert.Equal(1.3 / 3, error, 1e-12);
        Assert.Equal(0, CalibrationBins.Error([(1, true)]));
        Assert.Equal(0, CalibrationBins.Error([]));
    }

    [Fact]
    public void Folding_a_temperature_divides_the_outputs_and_changes_no_other_layer()
    {
        var weights = new KerasWeights(
            [
                new KerasLayer("conv2d", [new("kernel", [2], [4, 6])]),
                new KerasLayer("dense", [new("kernel", [1, 2], [4, 6]), new("bias", [2], [1, -1])]),
            ],
            "made up");

        var folded = ScoreCalibrator.Fold(weights, 2);

        Assert.Equal([4, 6], folded.Require("conv2d", "kernel", 2).Values);
        Assert.Equal([2, 3], folded.Require("dense", "kernel", 1, 2).Values);
        Assert.Equal([0.5f, -0.5f], folded.Require("dense", "bias", 2).Values);
    }

    [Fact]
    public void The_threshold_separates_known_images_from_those_of_held_out_classes()
    {
        // Known images are certain. Without the output of their class, all others are equal: 1/3 each.
        LabeledOutputs[] images = [.. Enumerable.Range(0, 40).Select(image => new LabeledOutputs(OneHot(image % Classes, 8), image % Classes))];

        var unknown = UnknownThreshold.Fit(images, 1);

        Assert.InRange(unknown.Threshold, 0.34, 1);
        Assert.Equal((1, 1.0), (unknown.Known, unknown.Rejected));
    }

    [Fact]
    public void At_most_one_in_twenty_known_images_is_called_unknown()
    {
        // Known and held-out images look alike, so every threshold that rejects the latter would reject the former, too.
        var images = Drawn(1000, factor: 1);
        Assert.InRange(UnknownThreshold.Fit(images, 1).Known, 0.95, 1);
    }

    [Fact]
    public void With_two_classes_nothing_can_be_held_out()
    {
        LabeledOutputs[] images = [.. Enumerable.Range(0, 20).Select(image => new LabeledOutputs(image % 2 == 0 ? [image, 0] : [0, image], image % 2))];
        var unknown = UnknownThreshold.Fit(images, 1);
        Assert.Null(unknown.Rejected);
        Assert.InRange(unknown.Known, 0.95, 1);
        Assert.Equal(0, UnknownThreshold.Fit([], 1).Threshold);
    }

    /// <summary>Draws images whose true distribution is softmax of (outputs / factor).</summary>
    private static LabeledOutputs[] Drawn(int count, double factor)
    {
        var random = new RandomStream(5);
        var images = new LabeledOutputs[count];
        for (var i = 0; i < count; i++)
        {
            var logits = random.Uniform(Classes, -2, 2);
            var scores = Temperature.Softmax(logits, 1);
            var draw = random.NextDouble();
            var label = 0;
            while (label < Classes - 1 && draw > scores[label]) draw -= scores[label++];
            images[i] = new LabeledOutputs([.. logits.Select(value => (float)(value * factor))], label);
        }

        return images;
    }

    private static float[] OneHot(int label, float value)
    {
        var outputs = new float[Classes];
        outputs[label] = value;
        return outputs;
    }
}
