using FlowerModel.Distiller.Initialization;
using FlowerModel.Distiller.Tests.Networks;
using FlowerModel.Networks;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Losses;

namespace FlowerModel.Distiller.Tests.Initialization;

public class NarrowedTeacherTests
{
    private const int Size = 64;
    private static readonly SizedNetwork Small = NetworkCatalog.Default.At(0.35, Size);

    [Fact]
    public void A_teacher_narrowed_to_its_own_width_returns_the_same_output()
    {
        var images = RandomTeacher.Images(Size, 240, seed: 5);
        var teacher = RandomTeacher.Create(Small, seed: 3);

        var student = NarrowedTeacher.Create(teacher, Small, Small, images, default);

        IReadOnlyList<float[]> some = [.. images.Take(24)];
        Assert.InRange(RelativeError(RandomTeacher.Outputs(Small, teacher, some), RandomTeacher.Outputs(Small, student, some)), 0, 0.05);
    }

    [Fact]
    public void BatchNorm_of_a_narrowed_teacher_has_the_statistics_of_its_activations()
    {
        var wide = NetworkCatalog.Default.At(0.5, Size);
        var images = RandomTeacher.Images(Size, 96, seed: 5);
        var weights = NarrowedTeacher.Create(RandomTeacher.Create(wide, seed: 3), wide, Small, images, default);
        var graph = TrainingGraph.Create(Small, 0, [], new GraphOptions { BatchSize = images.Count, BatchStatistics = true });
        GraphWeights.Load(graph, weights);
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), threads: 2);
        float[] all = [.. images.SelectMany(image => image)];

        session.Predict(all);
        var before = session.Outputs.ToArray();
        graph.RestartStatistics();
        session.UpdateStatistics(all, seed: 0);
        session.Predict(all);

        Assert.InRange(RelativeError(before, session.Outputs.ToArray()), 0, 0.05);
    }

    /// <summary>Root mean square of the difference, relative to the standard deviation of the expected values.</summary>
    private static double RelativeError(float[] expected, float[] actual)
    {
        var mean = expected.Average(value => (double)value);
        return Math.Sqrt(expected.Zip(actual, (a, b) => Math.Pow(a - b, 2)).Sum() / expected.Sum(value => Math.Pow(value - mean, 2)));
    }
}
