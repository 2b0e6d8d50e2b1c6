using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>Dots or rings on a grid.</summary>
internal sealed class DotTexture : Texture
{
    private readonly Vector3 ground;
    private readonly Vector3 dots;
    private readonly float spacing;
    private readonly float inner;
    private readonly float outer;
    private readonly float shift;

    /// <summary>Draws the texture.</summary>
    public DotTexture(ColorPalette palette, ref RandomStream random)
    {
        (ground, dots) = (palette.Next(ref random), palette.Next(ref random));
        spacing = (float)PortableMath.Exp(random.Uniform(1.4, 4.2));
        outer = (float)random.Uniform(0.15, 0.5);
        inner = random.NextDouble() < 0.3 ? outer * 0.6f : 0;
        shift = random.NextDouble() < 0.5 ? 0.5f : 0;
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y)
    {
        var row = MathF.Floor(y / spacing);
        var (u, v) = ((x / spacing) + (shift * row), (y / spacing) - row - 0.5f);
        u -= MathF.Floor(u) + 0.5f;
        var distance = MathF.Sqrt((u * u) + (v * v));
        var edge = spacing * Math.Min(outer - distance, distance - inner);
        return PortableVector.Lerp(ground, dots, Math.Clamp(edge + 0.5f, 0, 1));
    }
}
