using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Trainer.Features;
using SkiaSharp;

namespace FlowerModel.Distiller.Procedural.Cutouts;

/// <summary>An object on a transparent background, reduced to the rectangle around it and to at most 256 pixels in width and height.</summary>
internal sealed class Cutout
{
    private const int MaxSide = 256;
    private const int MaxPixels = 1 << 24; // of a file
    private const int Visible = 16; // of 255
    private const double LeastShare = 0.05; // of the rectangle, both opaque and transparent: less is no object, or has no outline
    private readonly Vector4[] pixels; // red, green and blue times opacity, opacity; from 0 to 1

    private Cutout(int width, int height, Vector4[] pixels) => (Width, Height, this.pixels) = (width, height, pixels);

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Brightness of its opaque parts, 0 to 1.</summary>
    public float Brightness => pixels.Sum(pixel => Luma.Of(pixel.X, pixel.Y, pixel.Z)) / pixels.Sum(pixel => pixel.W);

    /// <summary>Reads a file; null if it is not an image of at most 16 million pixels, or shows nothing with an outline.</summary>
    /// <param name="path">A file of any format that Skia decodes.</param>
    public static Cutout? Read(string path)
    {
        using var codec = SKCodec.Create(path);
        if (codec is null || (long)codec.Info.Width * codec.Info.Height > MaxPixels) return null;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var bytes = new byte[info.BytesSize];
        unsafe
        {
            fixed (byte* start = bytes)
            {
                if (codec.GetPixels(info, (nint)start) != SKCodecResult.Success) return null;
            }
        }

        return Trimmed(bytes, info.Width, info.Height);
    }

    /// <summary>Returns a copy that is smaller by a whole factor.</summary>
    /// <param name="factor">The factor, at least 1.</param>
    public Cutout Shrink(int factor)
    {
        int width = (Width + factor - 1) / factor, height = (Height + factor - 1) / factor;
        var small = new Vector4[width * height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++) small[(y / factor * width) + (x / factor)] += pixels[(y * Width) + x] / (factor * factor);
        }

        return new Cutout(width, height, small);
    }

    /// <summary>Returns the color between pixels: red, green and blue times opacity, opacity; nothing outside.</summary>
    /// <param name="x">Column; 0 is the center of the first.</param>
    /// <param name="y">Row; 0 is the center of the first.</param>
    public Vector4 At(float x, float y)
    {
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        var above = PortableVector.Lerp(Pixel(left, top), Pixel(left + 1, top), x - left);
        var below = PortableVector.Lerp(Pixel(left, top + 1), Pixel(left + 1, top + 1), x - left);
        return PortableVector.Lerp(above, below, y - top);
    }

    private Vector4 Pixel(int x, int y) => x < 0 || y < 0 || x >= Width || y >= Height ? Vector4.Zero : pixels[(y * Width) + x];

    private static Cutout? Trimmed(byte[] bytes, int width, int height)
    {
        int left = width, top = height, right = 0, bottom = 0;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (bytes[(4 * ((y * width) + x)) + 3] < Visible) continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        }

        if (right <= left) return null;
        var pixels = new Vector4[(right - left) * (bottom - top)];
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var pixel = bytes.AsSpan(4 * ((y * width) + x), 4);
                var opacity = pixel[3] / 255f;
                pixels[((y - top) * (right - left)) + x - left] = new Vector4(new Vector3(pixel[0], pixel[1], pixel[2]) * (opacity / 255), opacity);
            }
        }

        var opaque = pixels.Average(pixel => pixel.W);
        if (opaque < LeastShare || opaque > 1 - LeastShare) return null;
        var whole = new Cutout(right - left, bottom - top, pixels);
        return whole.Shrink((Math.Max(whole.Width, whole.Height) + MaxSide - 1) / MaxSide);
    }
}
