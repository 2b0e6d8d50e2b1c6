namespace FlowerModel.Runtime.Images;

/// <summary>
/// An image cannot be read: its format is none of JPEG, PNG, BMP and GIF, it is damaged or truncated, or it is larger than
/// <see cref="RgbImage.MaxPixels"/>. The message says which, and names the file where there is one.
/// </summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>An unnamed failure.</summary>
    public ImageFormatException()
    {
    }

    /// <summary>A failure in words.</summary>
    public ImageFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A failure in words and what the decoder said.</summary>
    public ImageFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The file that cannot be read, or null for an image from memory or from a stream.</summary>
    public string? FileName { get; private init; }

    internal static ImageFormatException ForFile(string fileName, ImageFormatException cause) =>
        new($"{fileName}: {cause.Message}", cause) { FileName = fileName };
}
