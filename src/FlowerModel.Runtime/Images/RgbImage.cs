namespace FlowerModel.Runtime.Images;

/// <summary>
/// A decoded picture: 8-bit RGB, row-major, upright. Training and serving decode with this one type, so they cannot differ.
/// </summary>
/// <remarks>
/// JPEG (baseline and progressive; grey, YCbCr, CMYK and YCCK), PNG, BMP and GIF (first frame) are read. The first bytes of the
/// content decide the format, never the file's extension. Grey is repeated in all three channels, 16-bit samples keep their high
/// byte, and an alpha channel is dropped without compositing, as Keras does for <c>color_mode="rgb"</c>. The EXIF orientation of
/// a JPEG is applied, so <see cref="Width"/> and <see cref="Height"/> are those of the picture as a person sees it.
/// </remarks>
public sealed class RgbImage
{
    /// <summary>The largest number of pixels that is decoded: 2^27, about 134 megapixels (400 MB of RGB).</summary>
    public const int MaximumPixels = 1 << 27;

    /// <summary>The longest side that is decoded, in pixels: the limit of the JPEG format.</summary>
    public const int MaximumSide = 65535;

    /// <summary>The largest encoded picture that is read, in bytes: 512 MB.</summary>
    public const int MaximumEncodedBytes = 1 << 29;

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Pixels in a row, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="height">Rows, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="pixels">R, G, B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    /// <exception cref="ArgumentException">The number of bytes does not match the sides.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        CheckSize(width, height, pixels.Length);
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>R, G, B of each pixel, row by row from the top left: <c>Width * Height * 3</c> bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>Decodes a picture file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="PictureFormatException">The content is no whole picture of a known format; the message names the file.</exception>
    public static RgbImage Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no picture '{path}'.", path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            return Load(file);
        }
        catch (PictureFormatException error)
        {
            throw PictureFormatException.ForFile(path, error);
        }
    }

    /// <summary>Decodes a picture from a stream's current position to its end. The stream is left open.</summary>
    /// <exception cref="PictureFormatException">The content is no whole picture of a known format.</exception>
    public static RgbImage Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return PictureDecoder.Decode(BoundedRead.ToEnd(stream, MaximumEncodedBytes));
    }

    /// <summary>Decodes a picture held in memory.</summary>
    /// <exception cref="PictureFormatException">The content is no whole picture of a known format.</exception>
    public static RgbImage Load(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > MaximumEncodedBytes) throw BoundedRead.TooLarge(MaximumEncodedBytes);
        return PictureDecoder.Decode(encoded.ToArray());
    }

    internal static void CheckSize(int width, int height, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaximumSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaximumSide);
        if ((long)width * height * 3 != bytes)
            throw new ArgumentException($"A {width}x{height} RGB picture has {(long)width * height * 3} bytes, not {bytes}.");
    }
}
