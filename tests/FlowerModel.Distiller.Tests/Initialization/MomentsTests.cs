using FlowerModel.Distiller.Initialization;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Tests.Initialization;

public class MomentsTests
{
    private const int Inputs = 7;
    private const int Images = 20;
    private const int Rows = 9;
    private static readonly double[,] Map = { { 1, -2, 0.5 }, { 0, 3, 1 }, { 2, 0, -1 }, { 0, 0, 0 }, { -1, 1, 0 }, { 0, 0, 0 }, { 0.5, 0, 2 } };
    private static readonly double[] Offset = [4, -5, 6];

    [Fact]
    public void A_fit_recovers_an_affine_map()
    {
        var moments = Measure();

        var fit = moments.Fit();

        for (var i = 0; i < Inputs; i++)
        {
            for (var target = 0; target < Offset.Length; target++) Assert.Equal(Map[i, target], fit.Weights[i, target], 1e-2);
        }

        for (var target = 0; target < Offset.Length; target++) Assert.Equal(Offset[target], fit.Offset[target], 1e-2);
        Assert.All(fit.Variance, value => Assert.InRange(value, 1, 10)); // sum of squared weights times 1/3, the variance of a uniform number in [-1, 1]
    }

    [Fact]
    public void Mapped_targets_are_fitted_as_if_they_had_been_added()
    {
        var moments = Measure();
        var kernel = new Matrix(3, 1);
        (kernel[0, 0], kernel[1, 0], kernel[2, 0]) = (2, -1, 3);

        moments.MapTargets(kernel, [10]);
        var fit = moments.Fit();

        for (var i = 0; i < Inputs; i++) Assert.Equal((2 * Map[i, 0]) - Map[i, 1] + (3 * Map[i, 2]), fit.Weights[i, 0], 1e-2);
        Assert.Equal((2 * 4) + 5 + (3 * 6) + 10, fit.Offset[0], 1e-2);
    }

    [Fact]
    public void The_inputs_that_explain_the_targets_are_chosen() => Assert.Equal([0, 1, 2, 4, 6], Measure().Choose(5));

    [Fact]
    public void Moments_of_two_parts_are_those_of_the_whole()
    {
        var (whole, first, second) = (new Moments(Inputs, 3), new Moments(Inputs, 3), new Moments(Inputs, 3));
        for (var image = 0; image < Images; image++)
        {
            var (inputs, targets) = Image(image);
            whole.Add(inputs, targets);
            (image < 5 ? first : second).Add(inputs, targets);
        }

        first.Add(second);

        Assert.All(whole.InputCovariance().Values.Zip(first.InputCovariance().Values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(whole.TargetMean.Zip(first.TargetMean), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static Moments Measure()
    {
        var moments = new Moments(Inputs, Offset.Length);
        for (var image = 0; image < Images; image++)
        {
            var (inputs, targets) = Image(image);
            moments.Add(inputs, targets);
        }

        return moments;
    }

    private static (float[] Inputs, float[] Targets) Image(int image)
    {
        var inputs = new float[Rows * Inputs];
        RandomStream.For(1, image).Fill(inputs, -1, 1);
        var targets = new float[Rows * Offset.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            var (row, target) = Math.DivRem(i, Offset.Length);
            targets[i] = (float)(Offset[target] + Enumerable.Range(0, Inputs).Sum(input => inputs[(row * Inputs) + input] * Map[input, target]));
        }

        return (inputs, targets);
    }
}
