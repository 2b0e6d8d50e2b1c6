using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <summary>An image in memory: encoded, or as RGB pixels.</summary>
internal readonly ref struct ImageInput
{
    private ImageInput(ReadOnlySpan<byte> bytes, int width, int height)
    {
        Bytes = bytes;
        Width = width;
        Height = height;
    }

    /// <summary>The contents of an image file, or R, G and B of each pixel.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The width in pixels; 0 for an encoded image.</summary>
    public int Width { get; }

    /// <summary>The height in pixels; 0 for an encoded image.</summary>
    public int Height { get; }

    /// <summary>True for the contents of an image file.</summary>
    public bool IsEncoded => Width == 0;

    public static ImageInput Encoded(ReadOnlySpan<byte> encoded) => new(encoded, 0, 0);

    /// <exception cref="ArgumentException">The number of bytes does not match width and height, or one of these is out of range.</exception>
    public static ImageInput Pixels(ReadOnlySpan<byte> rgb, int width, int height)
    {
        RgbImage.CheckSize(width, height, rgb.Length);
        return new ImageInput(rgb, width, height);
    }
}
