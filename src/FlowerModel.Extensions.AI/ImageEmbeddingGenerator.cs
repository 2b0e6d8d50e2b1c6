using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using Microsoft.Extensions.AI;

namespace FlowerModel.Extensions.AI;

/// <summary>
/// Computes the feature vectors of images (<see cref="ImageClassifier"/>'s <c>Embed</c>) as embeddings: the content is a JPEG, PNG, BMP or GIF file.
/// Thread-safe.
/// </summary>
public sealed class ImageEmbeddingGenerator : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private readonly ImageClassifier classifier;
    private readonly EmbeddingGeneratorMetadata metadata;

    /// <summary>Creates a generator.</summary>
    /// <param name="classifier">The classifier. It remains the caller's: the generator does not dispose of it.</param>
    /// <exception cref="ArgumentException">The model has no feature vectors (<see cref="ImageClassifier.CanEmbed"/>).</exception>
    public ImageEmbeddingGenerator(ImageClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        if (!classifier.CanEmbed) throw new ArgumentException("The model has no feature vectors.", nameof(classifier));
        this.classifier = classifier;
        metadata = new EmbeddingGeneratorMetadata("flowermodel", null, classifier.Name, classifier.EmbeddingLength);
    }

    /// <summary>Computes the embeddings on the thread pool, on all processors.</summary>
    /// <param name="values">The images. Media types are ignored, because the content determines the format.</param>
    /// <param name="options">A number of dimensions must be that of the model; other options are ignored.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <returns>One embedding per image, in their order; not normalized.</returns>
    /// <exception cref="ImageFormatException">An image is not a complete image in a supported format. There are no embeddings of the others then.</exception>
    /// <exception cref="NotSupportedException">The options state another number of dimensions.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimensions && dimensions != classifier.EmbeddingLength)
            throw new NotSupportedException($"The model's feature vectors have {classifier.EmbeddingLength} dimensions, not {dimensions}.");
        ReadOnlyMemory<byte>[] images = [.. values.Select(value => value.Data)];
        var results = await Task.Run(() => classifier.EmbedBatch(images, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new GeneratedEmbeddings<Embedding<float>>(results.Select(result => result.Succeeded
            ? new Embedding<float>(result.Value) { ModelId = classifier.Name, CreatedAt = DateTimeOffset.UtcNow }
            : throw new ImageFormatException($"Image {result.Index}: {result.Error.Message}", result.Error)));
    }

    /// <summary>Returns the metadata of the generator, its classifier, or the generator itself; null for other types and for keys.</summary>
    /// <param name="serviceType">The requested type.</param>
    /// <param name="serviceKey">A key; there are no services with keys.</param>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return metadata;
        if (serviceType == typeof(ImageClassifier)) return classifier;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the classifier is the caller's.</summary>
    public void Dispose()
    {
    }
}
