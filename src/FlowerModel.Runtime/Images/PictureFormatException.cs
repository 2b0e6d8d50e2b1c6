namespace FlowerModel.Runtime.Images;

/// <summary>
/// A picture cannot be read: its format is none of JPEG, PNG, BMP and GIF, it is damaged or truncated, or it is larger than
/// <see cref="RgbImage.MaximumPixels"/>. The message says which, and names the file where there is one.
/// </summary>
public sealed class PictureFormatException : Exception
{
    /// <summary>An unnamed failure.</summary>
    public PictureFormatException()
    {
    }

    /// <summary>A failure in words.</summary>
    public PictureFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A failure in words and what the decoder said.</summary>
    public PictureFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The file that cannot be read, or null for a picture from memory or from a stream.</summary>
    public string? FileName { get; private init; }

    internal static PictureFormatException ForFile(string fileName, PictureFormatException cause) =>
        new($"{fileName}: {cause.Message}", cause) { FileName = fileName };
}
