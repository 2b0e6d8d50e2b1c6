using FlowerModel.Training.Kernels.Vectorized;
using FlowerModel.Training.Layers;
using FlowerModel.Training.Optimizers;

namespace FlowerModel.Training.Tests.Optimizers;

public sealed class OptimizerTests
{
    /// <summary>Worked out by hand from Keras' formula: the first step of Adam is the rate, as far as epsilon lets it.</summary>
    [Theory]
    [InlineData(1e-3, 0, 0.999)]
    [InlineData(1e-3, 0.1, 0.9989)]
    public void The_first_step_is_the_rate(double rate, double decay, double expected)
    {
        var weight = Weight(1);
        weight.Gradient.Span.Fill(0.5f);
        var optimizer = new AdamOptimizer([weight], decay);
        optimizer.BeginStep(rate);
        optimizer.Update(weight, VectorWidths.Widest);
        Assert.Equal(expected, (double)weight.Values.Span[0], 1e-6);
    }

    /// <summary>Epsilon stands beside the uncorrected root: a gradient of 1e-6 gives sqrt(0.001) * 1e-6 = 3.16e-8 there.</summary>
    [Fact]
    public void Epsilon_is_Keras()
    {
        var weight = Weight(1);
        weight.Gradient.Span.Fill(1e-6f);
        var optimizer = new AdamOptimizer([weight]);
        optimizer.BeginStep(1);
        optimizer.Update(weight, VectorWidths.Widest);
        Assert.Equal(1 - (3.1622777e-8 / (3.1622777e-8 + 1e-7)), (double)weight.Values.Span[0], 1e-5);
    }

    [Fact]
    public void A_frozen_weight_stays()
    {
        var weight = new TrainedWeight("layer", "kernel", [3], isTrained: false);
        var optimizer = new AdamOptimizer([weight]);
        optimizer.BeginStep(1);
        optimizer.Update(weight, VectorWidths.Widest);
        Assert.Equal([0, 0, 0], weight.Values.Span.ToArray());
    }

    [Fact]
    public void Rates_warm_up_and_fall()
    {
        Assert.Equal([0.5, 1, 1, 1], Enumerable.Range(0, 4).Select(new ConstantRate(1, 2).At));
        var cosine = new CosineRate(2, 6, 2);
        double[] expected = [1, 2, 2, 1 + Math.Sqrt(0.5), 1, 1 - Math.Sqrt(0.5), 0];
        Assert.All(Enumerable.Range(0, 7), step => Assert.Equal(expected[step], cosine.At(step), 1e-12));
    }

    [Fact]
    public void The_average_begins_quickly_and_is_exchanged()
    {
        var weight = Weight(0);
        var average = new WeightAverage([weight], 0.99);
        weight.Values.Span.Fill(11);
        average.Update(VectorWidths.Widest); // decay 2/11
        average.Exchange();
        Assert.Equal(9, (double)weight.Values.Span[0], 1e-5);
        average.Exchange();
        Assert.Equal(11, weight.Values.Span[0]);
    }

    [Fact]
    public void What_is_evaluated_can_be_a_mean_of_the_average_and_the_start()
    {
        var weight = Weight(1);
        var average = new WeightAverage([weight], 0.99, share: 0.25);
        weight.Values.Span.Fill(12);
        average.Update(VectorWidths.Widest); // decay 2/11: the average is 10
        for (var evaluation = 0; evaluation < 2; evaluation++)
        {
            average.Exchange();
            Assert.Equal(3.25, (double)weight.Values.Span[0], 1e-5);
            average.Exchange();
            Assert.Equal(12, weight.Values.Span[0]);
            Assert.Equal(10, (double)average.State[0].Span[0], 1e-5);
        }
    }

    [Fact]
    public void Without_decay_the_mean_is_that_of_the_weights_and_the_start()
    {
        var weight = Weight(1);
        var average = new WeightAverage([weight], 0, share: 0.5);
        weight.Values.Span.Fill(4);
        average.Update(VectorWidths.Widest);
        average.Exchange();
        Assert.Equal(2.5f, weight.Values.Span[0]);
    }

    private static TrainedWeight Weight(float value)
    {
        var weight = new TrainedWeight("layer", "kernel", [19], isTrained: true);
        weight.Values.Span.Fill(value);
        return weight;
    }
}
