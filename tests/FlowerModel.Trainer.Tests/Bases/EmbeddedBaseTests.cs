using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Pipeline.Text;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Verbs;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Losses;

namespace FlowerModel.Trainer.Tests.Bases;

/// <summary>The base that ships with the trainer.</summary>
public class EmbeddedBaseTests
{
    private static readonly EmbeddedWeights Weights = NetworkCatalog.Default.EmbeddedWeights[0];
    private static readonly SizedNetwork Shape = NetworkCatalog.Default.At(Weights.Alpha, Weights.ImageSize);

    [Fact]
    public void Its_file_is_next_to_the_trainer_has_the_hash_used_in_keys_and_is_smaller_than_2_MB()
    {
        Assert.Equal(Weights.Sha256, Hashing.OfFile(BaseNetwork.PathOf(Weights)));
        Assert.InRange(new FileInfo(BaseNetwork.PathOf(Weights)).Length, 1, 2_000_000);
    }

    [Fact]
    public void Inference_and_training_mode_agree_on_unseen_photos()
    {
        var images = Images();
        var graph = TrainingGraph.Create(
            Shape, 0, [new GlobalPoolingLayer("pool", Shape.Layers[^1].Name, PoolingKind.Average)],
            new GraphOptions { BatchSize = images.Length / (Shape.ImageSize * Shape.ImageSize * 3), BatchStatistics = true });
        GraphWeights.Load(graph, KerasWeightsFile.Read(BaseNetwork.PathOf(Weights)));
        using var session = new TrainingSession(graph, new SoftmaxCrossEntropy(), Environment.ProcessorCount);

        session.Predict(images);
        var inference = session.Outputs.ToArray();
        session.Step(images, new float[inference.Length], optimizer: null, seed: 0);
        var training = session.Outputs.ToArray();

        var channels = graph.Output.Size;
        var similarities = inference.Chunk(channels).Zip(training.Chunk(channels), (first, second) => Cosine(first, second));
        // The statistics are those of photos and procedural images together; photos of flowers alone differ from them.
        Assert.InRange(similarities.Average(), 0.75, 1.0001);
    }

    private static double Cosine(float[] first, float[] second)
    {
        double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
        return Dot(first, second) / Math.Sqrt(Dot(first, first) * Dot(second, second));
    }

    /// <summary>Photos from every class that the base was not trained on.</summary>
    private static float[] Images()
    {
        var size = new ImagePreprocessor(Shape.ImageSize, Shape.ImageSize);
        var classes = Directory.EnumerateDirectories(ReferenceData.FlowerPhotos).Order(StringComparer.Ordinal);
        string[] files = [.. classes.SelectMany(folder => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Take(16))];
        var values = new float[files.Length * size.Length];
        for (var i = 0; i < files.Length; i++)
            size.Prepare(RgbImage.Load(File.ReadAllBytes(files[i])), values.AsSpan(i * size.Length, size.Length));
        return values;
    }
}
