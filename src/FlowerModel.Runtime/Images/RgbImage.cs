namespace FlowerModel.Runtime.Images;

/// <summary>
/// A decoded image: 8-bit RGB, row-major, upright. Training and serving both decode with this type, so they cannot differ.
/// </summary>
/// <remarks>
/// Supported formats are JPEG (Huffman-coded baseline and progressive with 8-bit samples; gray, YCbCr, RGB, CMYK and YCCK), PNG, BMP (without run
/// lengths) and GIF (first frame). The format is determined by the first bytes of the content, never by the file's extension. Gray values are copied
/// to all three channels, 16-bit samples are reduced to their high byte (or, if they are in the low bits, scaled by the PNG's sBIT chunk), and an alpha
/// channel is dropped without compositing, as Keras does for <c>color_mode="rgb"</c>. The EXIF orientation of a JPEG or PNG is applied, so
/// <see cref="Width"/> and <see cref="Height"/> are those of the image as displayed. A JPEG without its end marker and a PNG without its end chunk are
/// decoded if no image data is missing.
/// </remarks>
public sealed class RgbImage
{
    /// <summary>The maximum number of pixels in an image to decode: 2^27, about 134 megapixels (400 MB of RGB).</summary>
    public const int MaxPixels = 1 << 27;

    /// <summary>The maximum width and height in pixels: 65535, the limit of the JPEG format.</summary>
    public const int MaxSide = 65535;

    /// <summary>The maximum size of an encoded image, in bytes: 2^29 (512 MB).</summary>
    public const int MaxEncodedBytes = 1 << 29;

    /// <summary>Creates an image from pixels, without copying them.</summary>
    /// <param name="width">The width in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">The height in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="pixels">R, G and B of each pixel, row by row from the top left: <c>width * height * 3</c> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width or height is out of range.</exception>
    /// <exception cref="ArgumentException">The number of bytes does not match the width and height.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        CheckSize(width, height, pixels.Length);
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>The width of the image, in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of the image, in pixels.</summary>
    public int Height { get; }

    /// <summary>R, G and B of each pixel, row by row from the top left: <c>Width * Height * 3</c> bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>Decodes an image file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format; the message names the file.</exception>
    public static RgbImage Load(string path) => ImageLoader.Load(path, isPooled: false).ToImage();

    /// <summary>Decodes an image from a stream, read from its current position to its end. The stream is left open.</summary>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    public static RgbImage Load(Stream stream) => ImageLoader.Load(stream, isPooled: false).ToImage();

    /// <summary>Decodes an image held in memory.</summary>
    /// <exception cref="ImageFormatException">The content is not a complete image in a supported format.</exception>
    public static RgbImage Load(ReadOnlySpan<byte> encoded) => ImageLoader.Load(encoded, isPooled: false).ToImage();

    internal static void CheckSize(int width, int height, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        if ((long)width * height * 3 != bytes)
            throw new ArgumentException($"A {width}x{height} RGB image has {(long)width * height * 3} bytes, not {bytes}.");
    }
}
