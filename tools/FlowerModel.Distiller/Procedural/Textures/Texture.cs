using System.Numerics;
using FlowerModel.Runtime.Images;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>A color for each point of the canvas.</summary>
internal abstract class Texture
{
    /// <summary>Returns the color at a point: red, green and blue from 0 to 1.</summary>
    /// <param name="x">Column in pixels.</param>
    /// <param name="y">Row in pixels.</param>
    public abstract Vector3 At(float x, float y);

    /// <summary>Draws what is behind the objects of an image: an uneven surface of one color, or a texture of any kind.</summary>
    /// <param name="plain">Probability of the surface of one color.</param>
    /// <param name="palette">Its colors.</param>
    /// <param name="photo">Returns a photo for textures that are a part of one.</param>
    /// <param name="random">Decides kind and parameters.</param>
    public static Texture Ground(double plain, ColorPalette palette, Func<double, RgbImage> photo, ref RandomStream random) => random.NextDouble() < plain
        ? new ShadedTexture(new PlainTexture(palette.Next(ref random)), ref random)
        : Draw(palette, photo, ref random);

    /// <summary>Draws a texture of any kind.</summary>
    /// <param name="palette">Its colors.</param>
    /// <param name="photo">Returns a photo for textures that are a part of one.</param>
    /// <param name="random">Decides kind and parameters.</param>
    public static Texture Draw(ColorPalette palette, Func<double, RgbImage> photo, ref RandomStream random)
    {
        var texture = random.Below(8) switch
        {
            0 or 1 => new CloudTexture(palette, ref random),
            2 => new StripeTexture(palette, crossed: false, ref random),
            3 => new StripeTexture(palette, crossed: true, ref random),
            4 => new DotTexture(palette, ref random),
            5 => (Texture)new PhotoTexture(photo(random.NextDouble()), ref random),
            _ => new PlainTexture(palette.Next(ref random)),
        };
        return random.NextDouble() < 0.7 ? new ShadedTexture(texture, ref random) : texture;
    }
}
