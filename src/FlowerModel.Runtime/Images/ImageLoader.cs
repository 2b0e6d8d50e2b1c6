namespace FlowerModel.Runtime.Images;

/// <summary>Decodes images from files, streams and memory.</summary>
internal static class ImageLoader
{
    /// <summary>Decodes an image file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isPooled">True for pixels in memory from the pool, which the caller returns.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format; the message names the file.</exception>
    public static PixelBuffer Load(string path, bool isPooled)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = EncodedBytes.Open(path);
        try
        {
            return Load(file, isPooled);
        }
        catch (ImageFormatException error)
        {
            throw ImageFormatException.ForFile(path, error);
        }
    }

    /// <summary>Decodes an image from a stream, read from its current position to its end.</summary>
    /// <inheritdoc cref="Load(ReadOnlySpan{byte}, bool)"/>
    public static PixelBuffer Load(Stream stream, bool isPooled)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var encoded = EncodedBytes.Read(stream);
        return ImageDecoder.Decode(encoded.Span, isPooled);
    }

    /// <summary>Decodes an image held in memory.</summary>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    public static PixelBuffer Load(ReadOnlySpan<byte> encoded, bool isPooled)
    {
        if (encoded.Length > RgbImage.MaxEncodedBytes) throw EncodedBytes.TooLarge();
        return ImageDecoder.Decode(encoded, isPooled);
    }
}
