using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using Microsoft.Extensions.AI;

namespace FlowerModel.Extensions.AI.Tests;

#pragma warning disable CA1859 // Through the interface, as programs use it.

public sealed class ImageEmbeddingGeneratorTests : IDisposable
{
    // A network that the convert stage wrote.
    private readonly ImageClassifier classifier = Load("FlowerModel.Trainer.Tests", "Golden", "Inputs", "small.float32.tflite");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] Photos { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "unseen"), "*.jpg", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Take(3),
    ];

    [Fact]
    public async Task Embeddings_are_the_feature_vectors_in_the_order_of_the_images()
    {
        using IEmbeddingGenerator<DataContent, Embedding<float>> generator = new ImageEmbeddingGenerator(classifier);

        var embeddings = await generator.GenerateAsync([.. Photos.Select(Content)], cancellationToken: Cancellation);

        Assert.Equal(Photos.Select(classifier.Embed), embeddings.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(classifier.Embed(Photos[1]), (await generator.GenerateVectorAsync(Content(Photos[1]), cancellationToken: Cancellation)).ToArray());
        Assert.All(embeddings, embedding => Assert.Equal(classifier.Name, embedding.ModelId));
    }

    [Fact]
    public void The_services_are_metadata_classifier_and_generator()
    {
        using IEmbeddingGenerator<DataContent, Embedding<float>> generator = new ImageEmbeddingGenerator(classifier);

        var metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("flowermodel", classifier.Name, classifier.EmbeddingLength), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(classifier, generator.GetService<ImageClassifier>());
        Assert.Same(generator, generator.GetService<ImageEmbeddingGenerator>());
        Assert.Null(generator.GetService<string>());
        Assert.Null(generator.GetService<ImageClassifier>("key"));
    }

    [Fact]
    public async Task Errors_name_the_image_and_the_classifier_stays_usable()
    {
        var generator = new ImageEmbeddingGenerator(classifier);

        var error = await Assert.ThrowsAsync<ImageFormatException>(
            () => generator.GenerateAsync([Content(Photos[0]), new DataContent(new byte[] { 1, 2, 3 }, "image/jpeg")], null, Cancellation));
        Assert.StartsWith("Image 1: ", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateAsync([], new EmbeddingGenerationOptions { Dimensions = 7 }, Cancellation));
        generator.Dispose();
        Assert.Equal(classifier.EmbeddingLength, classifier.Embed(Photos[0]).Length);
    }

    [Fact]
    public void A_model_without_feature_vectors_is_rejected()
    {
        using var colors = Load("FlowerModel.Runtime.Tests", "colors.tflite");
        Assert.Throws<ArgumentException>(() => new ImageEmbeddingGenerator(colors));
    }

    public void Dispose() => classifier.Dispose();

    private static DataContent Content(string path) => new(File.ReadAllBytes(path), "image/jpeg");

    private static ImageClassifier Load(params string[] path) => ImageClassifier.Load(Path.Combine([ReferenceData.RepositoryRoot, "tests", .. path]));
}
