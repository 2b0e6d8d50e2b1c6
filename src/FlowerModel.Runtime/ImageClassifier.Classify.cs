using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <content>Classifies one image.</content>
public sealed partial class ImageClassifier
{
    /// <summary>Classifies a JPEG, PNG, BMP or GIF file.</summary>
    /// <param name="path">Path of the file. Its content determines the format, not its extension.</param>
    /// <returns>The most likely class, and the scores of all classes.</returns>
    /// <exception cref="FileNotFoundException">The file does not exist; the message and the exception's FileName name it.</exception>
    /// <exception cref="ImageFormatException">The file is not a complete image in a supported format; the message names the file.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(string path) => FromFile(path, static (classifier, encoded) => classifier.Classify(encoded));

    /// <summary>Classifies an encoded image from a stream, read from its current position to its end. The stream is left open.</summary>
    /// <param name="image">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    /// <inheritdoc cref="Classify(string)"/>
    public Classification Classify(Stream image) => FromStream(image, static (classifier, encoded) => classifier.Classify(encoded));

    /// <summary>Classifies an encoded image in memory.</summary>
    /// <param name="encoded">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <inheritdoc cref="Classify(Stream)"/>
    public Classification Classify(ReadOnlySpan<byte> encoded) => Classify(ImageInput.Encoded(encoded));

    /// <summary>Classifies a decoded image.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The most likely class, and the scores of all classes.</returns>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Classify(image.Pixels, image.Width, image.Height);
    }

    /// <summary>Classifies an image given as RGB pixels.</summary>
    /// <param name="rgb">R, G and B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <returns>The most likely class, and the scores of all classes.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not match width and height, or one of these is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Classification Classify(ReadOnlySpan<byte> rgb, int width, int height) => Classify(ImageInput.Pixels(rgb, width, height));

    /// <summary>Computes the scores of an encoded image in memory of the caller.</summary>
    /// <param name="encoded">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <param name="scores">Receives one score per class, in the order of <see cref="Labels"/>.</param>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    /// <exception cref="ArgumentException"><paramref name="scores"/> does not have one element per class.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public void Classify(ReadOnlySpan<byte> encoded, Span<float> scores)
    {
        RequireScores(scores);
        Score(ImageInput.Encoded(encoded), scores);
    }

    /// <summary>Computes the scores of an image given as RGB pixels, in memory of the caller. Allocates nothing after the first calls.</summary>
    /// <param name="rgb">R, G and B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <param name="scores">Receives one score per class, in the order of <see cref="Labels"/>.</param>
    /// <exception cref="ArgumentException">
    /// The number of bytes does not match width and height, one of these is out of range, or <paramref name="scores"/> does not have one element per class.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public void Classify(ReadOnlySpan<byte> rgb, int width, int height, Span<float> scores)
    {
        RequireScores(scores);
        Score(ImageInput.Pixels(rgb, width, height), scores);
    }

    private Classification Classify(ImageInput image)
    {
        var scores = new float[Labels.Count];
        Score(image, scores);
        return Result(scores);
    }

    private void RequireScores(Span<float> scores)
    {
        if (scores.Length != Labels.Count) throw new ArgumentException($"The model has {Labels.Count} classes, not {scores.Length}.", nameof(scores));
    }
}
