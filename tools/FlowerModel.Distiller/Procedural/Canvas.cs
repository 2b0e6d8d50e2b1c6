using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Distiller.Procedural.Textures;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Distiller.Procedural;

/// <summary>A square image while it is drawn: one color per pixel, red, green and blue from 0 to 1.</summary>
/// <param name="size">Width and height in pixels.</param>
internal sealed class Canvas(int size)
{
    private readonly Vector3[] pixels = new Vector3[size * size];

    /// <summary>Width and height in pixels.</summary>
    public int Size => size;

    /// <summary>The color of a pixel.</summary>
    public ref Vector3 this[int x, int y] => ref pixels[(y * size) + x];

    /// <summary>Fills the canvas.</summary>
    public void Fill(Texture texture)
    {
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++) this[x, y] = texture.At(x, y);
        }
    }

    /// <summary>Covers a shape with a texture.</summary>
    /// <param name="coverage">Coverage of each pixel, 0 to 1; see <see cref="PolygonCoverage"/>.</param>
    /// <param name="texture">The texture.</param>
    /// <param name="opacity">0 to 1.</param>
    public void Cover(PolygonCoverage coverage, Texture texture, float opacity = 1)
    {
        for (var y = coverage.Top; y < coverage.Bottom; y++)
        {
            for (var x = coverage.Left; x < coverage.Right; x++)
            {
                var share = coverage[x, y] * opacity;
                if (share > 0) this[x, y] = PortableVector.Lerp(this[x, y], texture.At(x, y), share);
            }
        }
    }

    /// <summary>Returns the finished image.</summary>
    public RgbImage ToImage()
    {
        var bytes = new byte[pixels.Length * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var color = Vector3.Clamp(pixels[i], Vector3.Zero, Vector3.One) * 255;
            (bytes[3 * i], bytes[(3 * i) + 1], bytes[(3 * i) + 2]) = ((byte)(color.X + 0.5f), (byte)(color.Y + 0.5f), (byte)(color.Z + 0.5f));
        }

        return new RgbImage(size, size, bytes);
    }
}
