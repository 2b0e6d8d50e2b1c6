using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <content>Class activation maps.</content>
public sealed partial class ImageClassifier
{
    /// <summary>
    /// True if the model has class activation maps: only the spatial mean and one fully connected layer follow its last feature map, and the weights of that
    /// layer are floats or int8.
    /// </summary>
    public bool CanExplain => Head?.Map is not null;

    /// <summary>Classifies an image file and explains the result: which parts of the image support a class (<see cref="ActivationMap"/>).</summary>
    /// <param name="path">Path of the file. Its content determines the format, not its extension.</param>
    /// <returns>The result of <see cref="Classify(string)"/>, and the map of any class.</returns>
    /// <exception cref="FileNotFoundException">The file does not exist; the message and the exception's FileName name it.</exception>
    /// <exception cref="ImageFormatException">The file is not a complete image in a supported format; the message names the file.</exception>
    /// <exception cref="NotSupportedException">The model has no class activation maps (<see cref="CanExplain"/>).</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Explanation Explain(string path) => FromFile(path, static (classifier, encoded) => classifier.Explain(encoded));

    /// <summary>
    /// Classifies an encoded image from a stream, read from its current position to its end, and explains the result. The stream is left open.
    /// </summary>
    /// <param name="image">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    /// <inheritdoc cref="Explain(string)"/>
    public Explanation Explain(Stream image) => FromStream(image, static (classifier, encoded) => classifier.Explain(encoded));

    /// <summary>Classifies an encoded image in memory and explains the result.</summary>
    /// <param name="encoded">The contents of a JPEG, PNG, BMP or GIF file.</param>
    /// <inheritdoc cref="Explain(Stream)"/>
    public Explanation Explain(ReadOnlySpan<byte> encoded) => Explain(ImageInput.Encoded(encoded));

    /// <summary>Classifies a decoded image and explains the result.</summary>
    /// <param name="image">The image.</param>
    /// <inheritdoc cref="Explain(ReadOnlySpan{byte}, int, int)"/>
    public Explanation Explain(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Explain(image.Pixels, image.Width, image.Height);
    }

    /// <summary>Classifies an image given as RGB pixels and explains the result.</summary>
    /// <param name="rgb">R, G and B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <returns>The result of <see cref="Classify(ReadOnlySpan{byte}, int, int)"/>, and the map of any class.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not match width and height, or one of these is out of range.</exception>
    /// <exception cref="NotSupportedException">The model has no class activation maps (<see cref="CanExplain"/>).</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public Explanation Explain(ReadOnlySpan<byte> rgb, int width, int height) => Explain(ImageInput.Pixels(rgb, width, height));

    private Explanation Explain(ImageInput image)
    {
        if (Head?.Map is not { } linear)
        {
            throw new NotSupportedException(
                "The model has no class activation maps: more than the spatial mean and one fully connected layer follows its last feature map.");
        }

        var tap = new TensorTap(linear.Map, linear.Length);
        var scores = new float[Labels.Count];
        Score(image, scores, tap.Observer);
        return new Explanation(Result(scores), Labels, linear, tap.Values);
    }
}
