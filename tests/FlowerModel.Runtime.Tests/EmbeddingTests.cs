using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Tests.Images;
using FlowerModel.Runtime.Tests.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.Tflite.Metadata;

namespace FlowerModel.Runtime.Tests;

public sealed class EmbeddingTests
{
    private static byte[] Pixels => LinearFixture.Pixels;

    private static float[] Means { get; } = [.. Enumerable.Range(0, 3).Select(channel =>
        (float)Enumerable.Range(0, Pixels.Length / 3).Average(place => (double)Pixels[(place * 3) + channel]))];

    [Fact]
    public void A_feature_vector_is_the_input_of_the_last_layer()
    {
        using var classifier = ImageClassifier.Load(LinearFixture.Write());

        Assert.True(classifier.CanEmbed);
        Assert.Equal(3, classifier.EmbeddingLength);
        Assert.Equal(Means, classifier.Embed(Pixels, LinearFixture.Size, LinearFixture.Size), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public async Task Every_kind_of_input_has_the_same_vector()
    {
        using var folder = new TemporaryFolder();
        var (path, bmp) = (folder["image.bmp"], TinyImage.Bmp(LinearFixture.Size, LinearFixture.Size, Pixels));
        File.WriteAllBytes(path, bmp);
        using var classifier = ImageClassifier.Load(LinearFixture.Write());
        var expected = classifier.Embed(Pixels, LinearFixture.Size, LinearFixture.Size);
        var cancellation = TestContext.Current.CancellationToken;
        var vector = new float[3];

        Assert.Equal(expected, classifier.Embed(path));
        Assert.Equal(expected, classifier.Embed(new MemoryStream(bmp)));
        Assert.Equal(expected, classifier.Embed(bmp));
        Assert.Equal(expected, classifier.Embed(new RgbImage(LinearFixture.Size, LinearFixture.Size, Pixels)));
        Assert.Equal(expected, await classifier.EmbedAsync(path, cancellation));
        Assert.Equal(expected, await classifier.EmbedAsync(new MemoryStream(bmp), cancellation));
        Assert.Equal(expected, await classifier.EmbedAsync(bmp.AsMemory(), cancellation));
        Assert.Equal(expected, Assert.Single(classifier.EmbedBatch([path], cancellation)).Value);
        Assert.Equal(expected, Assert.Single(classifier.EmbedBatch([bmp.AsMemory()], cancellation)).Value);
        classifier.Embed(bmp, vector);
        Assert.Equal(expected, vector);
    }

    [Fact]
    public void A_model_without_a_fully_connected_layer_has_no_vectors()
    {
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(2, ClassifierFixture.Metadata()));

        Assert.False(classifier.CanEmbed);
        Assert.Equal(0, classifier.EmbeddingLength);
        Assert.Throws<NotSupportedException>(() => classifier.Embed(Pixels, LinearFixture.Size, LinearFixture.Size));
        Assert.Throws<NotSupportedException>(() => classifier.EmbedBatch(Array.Empty<string>(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_fully_connected_layer_inside_a_network_has_no_vectors()
    {
        var builder = new ModelBuilder();
        var (input, means, gate) = (builder.Float(1, 2, 2, 3), builder.Float(1, 3), builder.Float(1, 3));
        var (scaled, scores) = (builder.Float(1, 3), builder.Float(1, 3));
        builder.Operator(BuiltinOperator.Mean, new ReducerOptions(false), [input, builder.Constant([1, 2], 2)], means);
        builder.Operator(
            BuiltinOperator.FullyConnected,
            new FullyConnectedOptions(FusedActivation.None, 0, false, false),
            [means, builder.Constant(LinearFixture.Kernel, 3, 3), builder.Constant(LinearFixture.Bias, 3)],
            gate);
        builder.Operator(BuiltinOperator.Mul, new MulOptions(FusedActivation.None), [means, gate], scaled);
        builder.Operator(BuiltinOperator.Softmax, new SoftmaxOptions(1), [scaled], scores);
        using var classifier = ImageClassifier.Load(MetadataWriter.Write(builder.Build([input], [scores]), ClassifierFixture.Metadata()));

        Assert.False(classifier.CanEmbed);
        Assert.False(classifier.CanExplain);
    }

    [Fact]
    public void Arguments_and_disposal_are_checked()
    {
        var classifier = ImageClassifier.Load(LinearFixture.Write());
        Assert.Throws<ArgumentException>("vector", () => classifier.Embed(Pixels, LinearFixture.Size, LinearFixture.Size, new float[2]));
        Assert.Throws<ArgumentException>(() => classifier.Embed(Pixels, 3, 3));
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Embed(Pixels, LinearFixture.Size, LinearFixture.Size));
        Assert.Throws<ObjectDisposedException>(() => classifier.Embed("none.jpg"));
    }

    [Fact]
    public void Threads_do_not_share_vectors()
    {
        using var classifier = ImageClassifier.Load(LinearFixture.Write());
        Parallel.For(0, 300, i =>
        {
            byte[] pixel = [(byte)i, (byte)(255 - i), (byte)(i * 3)];
            Assert.Equal(pixel.Select(sample => (float)sample), classifier.Embed(pixel, 1, 1), (a, b) => Math.Abs(a - b) < 1e-3);
        });
    }

    [Fact]
    public void Cosine_similarity_is_the_cosine_of_the_angle()
    {
        Assert.Equal(1, FeatureVector.CosineSimilarity([3, 4], [6, 8]), 1e-6);
        Assert.Equal(0, FeatureVector.CosineSimilarity([1, 0], [0, 5]), 1e-6);
        Assert.Equal(-1, FeatureVector.CosineSimilarity([1, 2], [-1, -2]), 1e-6);
        Assert.Equal(0.6, FeatureVector.CosineSimilarity([1, 0], [3, 4]), 1e-6);
        Assert.Equal(0, FeatureVector.CosineSimilarity([0, 0], [3, 4]));
        Assert.Throws<ArgumentException>(() => FeatureVector.CosineSimilarity([1], [1, 2]));
    }

    [Fact]
    public void A_normalized_vector_has_length_1_and_zero_stays_zero()
    {
        float[] vector = [3, 4], zero = [0, 0];
        FeatureVector.Normalize(vector);
        FeatureVector.Normalize(zero);
        Assert.Equal([0.6f, 0.8f], vector, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0f, 0f], zero);
    }
}
