using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <content>Classifies one image asynchronously.</content>
public sealed partial class ImageClassifier
{
    /// <summary>
    /// Classifies a JPEG, PNG, BMP or GIF file. The file is read asynchronously; decoding and inference run on the thread pool, not on the caller's context.
    /// </summary>
    /// <param name="path">Path of the file. Its content determines the format, not its extension.</param>
    /// <param name="cancellationToken">Cancels reading, and the call until inference begins.</param>
    /// <returns>The most likely class, and the scores of all classes.</returns>
    /// <exception cref="FileNotFoundException">The file does not exist; the message and the exception's FileName name it.</exception>
    /// <exception cref="ImageFormatException">The file is not a complete image in a supported format; the message names the file.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Task<Classification> ClassifyAsync(string path, CancellationToken cancellationToken = default) =>
        FromFileAsync(path, static (classifier, encoded) => classifier.Classify(encoded), cancellationToken);

    /// <summary>
    /// Classifies an encoded image from a stream, read asynchronously from its current position to its end. Decoding and inference run on the thread pool, not
    /// on the caller's context. The stream is left open.
    /// </summary>
    /// <param name="image">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <param name="cancellationToken">Cancels reading, and the call until inference begins.</param>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    /// <inheritdoc cref="ClassifyAsync(string, CancellationToken)"/>
    public Task<Classification> ClassifyAsync(Stream image, CancellationToken cancellationToken = default) =>
        FromStreamAsync(image, static (classifier, encoded) => classifier.Classify(encoded), cancellationToken);

    /// <summary>Classifies an encoded image in memory on the thread pool, not on the caller's context.</summary>
    /// <param name="encoded">The contents of a JPEG, PNG, BMP or GIF file. Do not change it before the call has completed.</param>
    /// <param name="cancellationToken">Cancels the call until inference begins.</param>
    /// <inheritdoc cref="ClassifyAsync(Stream, CancellationToken)"/>
    public Task<Classification> ClassifyAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken = default) =>
        FromMemoryAsync(encoded, static (classifier, bytes) => classifier.Classify(bytes), cancellationToken);
}
