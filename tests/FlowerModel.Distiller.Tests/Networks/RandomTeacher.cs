using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Losses;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Tests.Networks;

/// <summary>Teachers without any training, and images for them.</summary>
internal static class RandomTeacher
{
    /// <summary>Creates random weights with the BatchNorm statistics of their activations, without which they would vanish in the last layers.</summary>
    public static KerasWeights Create(SizedNetwork network, ulong seed)
    {
        var graph = TrainingGraph.Create(network, 0, [], new GraphOptions { BatchSize = 16, BatchStatistics = true });
        GraphWeights.Load(graph, InitialWeights.OfBase(network, seed));
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), threads: 2);
        graph.RestartStatistics();
        session.UpdateStatistics([.. Images(network.ImageSize, 16, seed).SelectMany(image => image)], seed: 0);
        return GraphWeights.Save(graph);
    }

    /// <summary>Creates smooth noise, because images are smooth: [size, size, 3] in [-1, 1] each.</summary>
    public static IReadOnlyList<float[]> Images(int size, int count, ulong seed) =>
        [.. Enumerable.Range(0, count).Select(i => Image(size, RandomStream.For(seed, i)))];

    /// <summary>Computes the output of a network in inference mode, for all images together.</summary>
    public static float[] Outputs(SizedNetwork network, KerasWeights weights, IReadOnlyList<float[]> images)
    {
        var frozen = new FrozenBase(network, [Tap.Output(network.Network)], () => weights);
        return [.. images.SelectMany(image =>
        {
            var output = new float[frozen.Length];
            frozen.Run(image, output);
            return output;
        })];
    }

    private static float[] Image(int size, RandomStream random)
    {
        const int Grid = 16;
        var coarse = new float[(Grid + 1) * (Grid + 1) * 3];
        random.Fill(coarse, -1, 1);
        var image = new float[size * size * 3];
        for (var i = 0; i < image.Length; i++)
        {
            var (y, x) = ((float)(i / 3 / size) * Grid / size, (float)(i / 3 % size) * Grid / size);
            float Row(int row) => float.Lerp(Corner(row, (int)x), Corner(row, (int)x + 1), x - (int)x);
            float Corner(int row, int column) => coarse[(((row * (Grid + 1)) + column) * 3) + (i % 3)];
            image[i] = float.Lerp(Row((int)y), Row((int)y + 1), y - (int)y);
        }

        return image;
    }
}
