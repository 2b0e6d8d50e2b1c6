using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Training;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Tests.Training;

public class DistillationLossTests
{
    private const int Channels = 5;
    private const int Positions = 4;

    /// <summary>One position and two channels, standardized by means of 1 and deviations of 2.</summary>
    [Fact]
    public void The_loss_by_hand()
    {
        var scale = new FeatureScale([1, 1], [2, 2]);
        var loss = new DistillationLoss(scale, scale, top: null);
        float[] student = [3, 1], teacher = [2, 7, /* pooled */ 1, 5]; // standardized: (1, 0); (0.5, 3); pooled (0, 2)

        // Differences 0.5 and -3: (0.125 + 2.5) / 2. Cosine of (1, 0) and (0, 2): 0, so a distance of 1, weighted by 2.
        Assert.Equal(((0.125 + 2.5) / 2) + 2, loss.Compute(student, teacher, 1, []), 1e-12);
        Assert.Equal(0, loss.SimilarityOf(student, teacher), 1e-12);
        Assert.Equal(6, loss.TargetLength(4));
    }

    // The predictions of the top are computed in single precision, whose rounding the division by the step multiplies.
    [Theory]
    [InlineData(false, 1e-5)]
    [InlineData(true, 2e-4)]
    public void The_gradient_agrees_with_finite_differences(bool hasTop, double tolerance)
    {
        var loss = Create(hasTop);
        float[] student = Random(Positions * Channels, 1), teacher = Random((Positions + 1) * Channels, 2);
        var gradient = new float[student.Length];

        loss.Compute(student, teacher, factor: 0.5, gradient);

        const float Step = 1 / 1024f;
        for (var i = 0; i < student.Length; i++)
        {
            float[] before = [.. student], after = [.. student];
            before[i] -= Step;
            after[i] += Step;
            var slope = (loss.Compute(after, teacher, 1, []) - loss.Compute(before, teacher, 1, [])) / (after[i] - (double)before[i]);
            Assert.Equal(0.5 * slope, gradient[i], tolerance);
        }

        Assert.Contains(gradient, value => Math.Abs(value) > 0.01);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loss_of_values_that_are_not_finite_is_not_finite(bool hasTop)
    {
        float[] student = Random(Positions * Channels, 1), teacher = Random((Positions + 1) * Channels, 2);
        student[3] = float.NaN;

        Assert.True(double.IsNaN(Create(hasTop).Compute(student, teacher, 1, new float[student.Length])));
    }

    private static DistillationLoss Create(bool hasTop)
    {
        var kernel = new KerasTensor("kernel", [Channels, 3], Random(Channels * 3, 4));
        var teacher = new KerasWeights([new KerasLayer("dense", [kernel, new KerasTensor("bias", [3], [0.1f, -0.2f, 0.3f])])], "random");
        FeatureScale Scale(ulong seed) => new(
            [.. Random(Channels, seed).Select(value => (double)value)], [.. Random(Channels, seed + 1).Select(value => 1.5 + value)]);
        return new DistillationLoss(Scale(5), Scale(7), hasTop ? TeacherTop.Find(teacher, Channels) : null);
    }

    private static float[] Random(int count, ulong seed)
    {
        var values = new float[count];
        new RandomStream(seed).Fill(values, -1, 1);
        return values;
    }
}
