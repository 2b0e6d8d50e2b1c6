namespace FlowerModel.Runtime.Images;

/// <summary>
/// The exception that is thrown when an image cannot be read: its format is not JPEG, PNG, BMP or GIF, it is damaged or truncated,
/// or it exceeds the limits of <see cref="RgbImage"/>, such as <see cref="RgbImage.MaxPixels"/>. The message states the reason and
/// the file name, if there is one.
/// </summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>Creates an exception with a default message.</summary>
    public ImageFormatException()
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public ImageFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and the exception that caused it.</summary>
    public ImageFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The path of the file that cannot be read, or null if the image came from memory or a stream.</summary>
    public string? FileName { get; private init; }

    internal static ImageFormatException Unsupported(string what, string remedy = "JPEG or PNG") =>
        new($"{what} is not supported; convert the image to {remedy}");

    internal static ImageFormatException ForFile(string fileName, ImageFormatException cause) =>
        new($"{fileName}: {cause.Message}", cause) { FileName = fileName };
}
