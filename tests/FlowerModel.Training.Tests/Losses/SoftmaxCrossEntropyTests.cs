using FlowerModel.Training.Losses;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Tests.Losses;

/// <summary>The loss and its gradient against the definition with the platform's exp and log, and against finite differences.</summary>
public sealed unsafe class SoftmaxCrossEntropyTests
{
    public static TheoryData<float[], float[]> Cases => new()
    {
        { [0.3f, -1.2f, 2.5f, 0], [0, 0, 1, 0] },
        { [0.3f, -1.2f, 2.5f, 0], [0.1f, 0.2f, 0.3f, 0.4f] },
        { [1, 1, 1], [1, 0, 0] },
        { [-7.5f, 12.25f], [0.25f, 0.75f] },
        // Weighted images: the targets do not add up to 1.
        { [0.5f, -0.5f, 1.5f], [0.5f, 0.25f, 0] },
        { [2, -3], [0, 0] },
        { [4], [1] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradient_follow_the_definition(float[] logits, float[] targets)
    {
        var (loss, gradient) = Compute(logits, targets, 0.125);
        var probabilities = Softmax(logits);

        Assert.Equal(-targets.Zip(probabilities, (target, p) => target == 0 ? 0 : target * Math.Log(p)).Sum(), loss, 1e-12);
        for (var i = 0; i < logits.Length; i++)
            Assert.Equal(0.125 * ((probabilities[i] * targets.Sum(target => (double)target)) - targets[i]), gradient[i], 1e-8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Gradient_agrees_with_finite_differences(double smoothing)
    {
        var random = new RandomStream(3);
        var logits = new float[6];
        var targets = new float[6];
        for (var trial = 0; trial < 20; trial++)
        {
            random.Fill(logits, -4, 4);
            SoftmaxCrossEntropy.FillTargets(trial % 6, smoothing, targets);
            var (_, gradient) = Compute(logits, targets);
            for (var i = 0; i < logits.Length; i++)
            {
                const float Step = 1 / 256f;
                float[] above = [.. logits], below = [.. logits];
                above[i] += Step;
                below[i] -= Step;
                var difference = (Compute(above, targets).Loss - Compute(below, targets).Loss) / ((double)above[i] - below[i]);

                Assert.Equal(difference, gradient[i], 1e-5);
            }
        }
    }

    [Fact]
    public void Smoothed_targets_spread_the_share_over_all_classes()
    {
        var targets = new float[5];
        SoftmaxCrossEntropy.FillTargets(2, 0.1, targets);

        Assert.Equal([0.02f, 0.02f, 0.92f, 0.02f, 0.02f], targets);

        SoftmaxCrossEntropy.FillTargets(0, 0, targets);

        Assert.Equal([1, 0, 0, 0, 0], targets);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1e30f)]
    public void Large_logits_neither_overflow_nor_lose_the_loss(float large)
    {
        var (loss, gradient) = Compute([large, 0, -large], [1, 0, 0]);

        Assert.Equal(0, loss);
        Assert.All(gradient, value => Assert.Equal(0, value));

        (loss, gradient) = Compute([large, 0, -large], [0, 1, 0]);

        Assert.Equal(large, loss);
        Assert.Equal([1, -1, 0], gradient);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_logit_that_is_no_number_makes_the_loss_no_number(int at)
    {
        float[] logits = [1, 2, 3];
        logits[at] = float.NaN;

        var (loss, gradient) = Compute(logits, [0, 1, 0]);

        Assert.True(double.IsNaN(loss));
        Assert.All(gradient, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void An_infinite_logit_makes_the_loss_no_number() => Assert.True(double.IsNaN(Compute([float.PositiveInfinity, 0], [0, 1]).Loss));

    private static (double Loss, float[] Gradient) Compute(float[] logits, float[] targets, double factor = 1)
    {
        var gradient = new float[logits.Length];
        double loss;
        fixed (float* x = logits, t = targets, g = gradient) loss = new SoftmaxCrossEntropy().Compute(x, t, logits.Length, factor, g);
        return (loss, gradient);
    }

    /// <summary>By the definition, without the shift that keeps the loss finite: for logits of ordinary size.</summary>
    private static double[] Softmax(float[] logits)
    {
        var powers = logits.Select(logit => Math.Exp(logit)).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }
}
