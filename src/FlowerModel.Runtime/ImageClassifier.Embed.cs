using System.Buffers;
using System.Collections.Concurrent;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <content>Feature vectors, for similarity search.</content>
public sealed partial class ImageClassifier
{
    private readonly ConcurrentBag<TensorTap> idleTaps = [];

    /// <summary>True if the model has feature vectors: its classes are computed by a fully connected layer.</summary>
    public bool CanEmbed => Head is not null;

    /// <summary>The length of a feature vector; 0 if <see cref="CanEmbed"/> is false.</summary>
    public int EmbeddingLength => Head?.FeatureCount ?? 0;

    private ClassifierHead? Head => this.model.Head;

    /// <summary>
    /// Computes the feature vector of an image file: the input of the model's last fully connected layer, which for most networks is the mean of the last
    /// feature map. Images that look alike have similar vectors; compare them with <see cref="FeatureVector.CosineSimilarity"/>.
    /// </summary>
    /// <param name="path">Path of the file. Its content determines the format, not its extension.</param>
    /// <returns>
    /// <see cref="EmbeddingLength"/> numbers, not normalized (<see cref="FeatureVector.Normalize"/>). Those of a quantized model are dequantized, so the number
    /// formats of one model have similar vectors, but not equal ones.
    /// </returns>
    /// <exception cref="FileNotFoundException">The file does not exist; the message and the exception's FileName name it.</exception>
    /// <exception cref="ImageFormatException">The file is not a complete image in a supported format; the message names the file.</exception>
    /// <exception cref="NotSupportedException">The model has no feature vectors (<see cref="CanEmbed"/>).</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public float[] Embed(string path) => FromFile(path, static (classifier, encoded) => classifier.Embed(encoded));

    /// <summary>
    /// Computes the feature vector of an encoded image from a stream, read from its current position to its end. The stream is left open.
    /// </summary>
    /// <param name="image">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    /// <inheritdoc cref="Embed(string)"/>
    public float[] Embed(Stream image) => FromStream(image, static (classifier, encoded) => classifier.Embed(encoded));

    /// <summary>Computes the feature vector of an encoded image in memory.</summary>
    /// <param name="encoded">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <inheritdoc cref="Embed(Stream)"/>
    public float[] Embed(ReadOnlySpan<byte> encoded) => Embed(ImageInput.Encoded(encoded));

    /// <summary>Computes the feature vector of a decoded image.</summary>
    /// <param name="image">The image.</param>
    /// <inheritdoc cref="Embed(ReadOnlySpan{byte}, int, int)"/>
    public float[] Embed(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Embed(image.Pixels, image.Width, image.Height);
    }

    /// <summary>Computes the feature vector of an image given as RGB pixels.</summary>
    /// <param name="rgb">R, G and B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <returns><see cref="EmbeddingLength"/> numbers, not normalized.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not match width and height, or one of these is out of range.</exception>
    /// <exception cref="NotSupportedException">The model has no feature vectors (<see cref="CanEmbed"/>).</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public float[] Embed(ReadOnlySpan<byte> rgb, int width, int height) => Embed(ImageInput.Pixels(rgb, width, height));

    /// <summary>Computes the feature vector of an encoded image in memory of the caller.</summary>
    /// <param name="encoded">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <param name="vector">Receives <see cref="EmbeddingLength"/> numbers, not normalized.</param>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    /// <exception cref="ArgumentException"><paramref name="vector"/> does not have <see cref="EmbeddingLength"/> elements.</exception>
    /// <exception cref="NotSupportedException">The model has no feature vectors (<see cref="CanEmbed"/>).</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public void Embed(ReadOnlySpan<byte> encoded, Span<float> vector) => Embed(ImageInput.Encoded(encoded), vector);

    /// <summary>Computes the feature vector of an image given as RGB pixels, in memory of the caller. Allocates nothing after the first calls.</summary>
    /// <param name="rgb">R, G and B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <param name="vector">Receives <see cref="EmbeddingLength"/> numbers, not normalized.</param>
    /// <exception cref="ArgumentException">
    /// The number of bytes does not match width and height, one of these is out of range, or <paramref name="vector"/> does not have
    /// <see cref="EmbeddingLength"/> elements.
    /// </exception>
    /// <exception cref="NotSupportedException">The model has no feature vectors (<see cref="CanEmbed"/>).</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public void Embed(ReadOnlySpan<byte> rgb, int width, int height, Span<float> vector) => Embed(ImageInput.Pixels(rgb, width, height), vector);

    /// <summary>
    /// Computes the feature vector of an image file. The file is read asynchronously; decoding and inference run on the thread pool, not on the caller's
    /// context.
    /// </summary>
    /// <param name="path">Path of the file. Its content determines the format, not its extension.</param>
    /// <param name="cancellationToken">Cancels reading, and the call until inference begins.</param>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <inheritdoc cref="Embed(string)"/>
    public Task<float[]> EmbedAsync(string path, CancellationToken cancellationToken = default) =>
        FromFileAsync(path, static (classifier, encoded) => classifier.Embed(encoded), cancellationToken);

    /// <summary>
    /// Computes the feature vector of an encoded image from a stream, read asynchronously from its current position to its end. Decoding and inference run on
    /// the thread pool, not on the caller's context. The stream is left open.
    /// </summary>
    /// <param name="image">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <param name="cancellationToken">Cancels reading, and the call until inference begins.</param>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <inheritdoc cref="Embed(Stream)"/>
    public Task<float[]> EmbedAsync(Stream image, CancellationToken cancellationToken = default) =>
        FromStreamAsync(image, static (classifier, encoded) => classifier.Embed(encoded), cancellationToken);

    /// <summary>Computes the feature vector of an encoded image in memory on the thread pool, not on the caller's context.</summary>
    /// <param name="encoded">The contents of a JPEG, PNG, BMP or GIF file. Do not change it before the call has completed.</param>
    /// <param name="cancellationToken">Cancels the call until inference begins.</param>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <inheritdoc cref="Embed(Stream)"/>
    public Task<float[]> EmbedAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken = default) =>
        FromMemoryAsync(encoded, static (classifier, bytes) => classifier.Embed(bytes), cancellationToken);

    private float[] Embed(ImageInput image)
    {
        var vector = new float[RequireHead().FeatureCount];
        Embed(image, vector);
        return vector;
    }

    private void Embed(ImageInput image, Span<float> vector)
    {
        var head = RequireHead();
        if (vector.Length != head.FeatureCount)
            throw new ArgumentException($"A feature vector of this model has {head.FeatureCount} elements, not {vector.Length}.", nameof(vector));
        if (!this.idleTaps.TryTake(out var tap)) tap = new TensorTap(head.Features, head.FeatureCount);
        var scores = ArrayPool<float>.Shared.Rent(Labels.Count);
        try
        {
            Score(image, scores.AsSpan(0, Labels.Count), tap.Observer);
            tap.Values.CopyTo(vector);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
            this.idleTaps.Add(tap);
        }
    }

    private ClassifierHead RequireHead() => Head ?? throw new NotSupportedException(
        "The model has no feature vectors: its classes are not computed by a fully connected layer.");
}
