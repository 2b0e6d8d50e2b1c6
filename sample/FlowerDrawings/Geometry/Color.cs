using System.Numerics;
using SkiaSharp;

namespace FlowerDrawings.Geometry;

/// <summary>Colors as vectors of red, green and blue in [0, 1] (sRGB values).</summary>
internal static class Color
{
    /// <summary>Returns a color written as 0xRRGGBB.</summary>
    public static Vector3 Hex(int rgb) => new Vector3((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255) / 255;

    /// <summary>Converts the color for Skia; values outside [0, 1] are clamped.</summary>
    public static SKColor ToSkia(this Vector3 color, float alpha = 1)
    {
        var c = Vector3.Clamp(color, Vector3.Zero, Vector3.One) * 255;
        return new SKColor((byte)c.X, (byte)c.Y, (byte)c.Z, (byte)(Math.Clamp(alpha, 0, 1) * 255));
    }
}
