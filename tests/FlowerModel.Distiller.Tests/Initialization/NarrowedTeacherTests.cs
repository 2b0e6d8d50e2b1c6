using FlowerModel.Conversion.Keras;
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

        graph.RestartStatistics();
        session.UpdateStatistics(all, seed: 0);

        foreach (var norm in graph.Weights.Where(weight => weight.Name == "gamma").Select(weight => weight.Layer))
        {
            float[] means = Values(weights, norm, "moving_mean"), variances = Values(weights, norm, "moving_variance");
            for (var c = 0; c < means.Length; c++)
            {
                var variance = graph.Weight(norm, "moving_variance").Values.Span[c];
                Assert.InRange((graph.Weight(norm, "moving_mean").Values.Span[c] - means[c]) / Math.Sqrt(variance), -1e-3, 1e-3);
                // The engine divides by the number of values less one, here at least 383.
                Assert.InRange(variance / variances[c], 0.999, 1.004);
            }
        }
    }

    private static float[] Values(KerasWeights weights, string layer, string name) => weights.Find(layer)!.Find(name)!.Values;

    /// <summary>Root mean square of the difference, relative to the standard deviation of the expected values.</summary>
    private static double RelativeError(float[] expected, float[] actual)
    {
        var mean = expected.Average(value => (double)value);
        return Math.Sqrt(expected.Zip(actual, (a, b) => Math.Pow(a - b, 2)).Sum() / expected.Sum(value => Math.Pow(value - mean, 2)));
    }
}
