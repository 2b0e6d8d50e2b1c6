using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>Two or three colors that run into each other like clouds, marble or rust.</summary>
internal sealed class CloudTexture : Texture
{
    private readonly ValueNoise noise;
    private readonly Vector3 first;
    private readonly Vector3 second;
    private readonly Vector2 scale;
    private readonly int octaves;
    private readonly float contrast;

    /// <summary>Draws the texture.</summary>
    public CloudTexture(ColorPalette palette, ref RandomStream random)
    {
        noise = new ValueNoise(random.NextBits());
        (first, second) = (palette.Next(ref random), palette.Next(ref random));
        var grain = (float)PortableMath.Exp(random.Uniform(-5, -1.5));
        scale = new Vector2(grain, grain * (float)PortableMath.Exp(random.Uniform(-1.5, 1.5)));
        octaves = 1 + random.Below(6);
        contrast = (float)random.Uniform(0.5, 2);
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y) =>
        PortableVector.Lerp(first, second, Math.Clamp(0.5f + (0.5f * contrast * noise.Fractal(x * scale.X, y * scale.Y, octaves)), 0, 1));
}
