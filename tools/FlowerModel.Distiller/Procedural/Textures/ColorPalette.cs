using System.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>Random colors that go together: most are muted and share a cast, as in photographs, and a few are saturated.</summary>
internal sealed class ColorPalette
{
    private readonly Vector3 cast;
    private readonly float saturation;
    private readonly float darkest;
    private readonly float brightest;

    /// <summary>Draws the palette.</summary>
    public ColorPalette(ref RandomStream random)
    {
        cast = Chroma(ref random) * (float)random.Uniform(0, 0.12);
        saturation = (float)PortableMath.Pow(random.NextDouble(), 2);
        darkest = (float)random.Uniform(0, 0.4);
        brightest = (float)random.Uniform(0.6, 1);
    }

    /// <summary>Draws a color; red, green and blue from 0 to 1.</summary>
    public Vector3 Next(ref RandomStream random)
    {
        var gray = (float)random.Uniform(darkest, brightest);
        var strength = random.NextDouble() < 0.2 ? 0.6f : 0.12f;
        var color = new Vector3(gray) + cast + (Chroma(ref random) * strength * (0.2f + saturation));
        return Vector3.Clamp(color, Vector3.Zero, Vector3.One);
    }

    /// <summary>A direction in the plane of equal brightness.</summary>
    private static Vector3 Chroma(ref RandomStream random)
    {
        var color = new Vector3((float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble());
        return 2 * (color - new Vector3((color.X + color.Y + color.Z) / 3));
    }
}
