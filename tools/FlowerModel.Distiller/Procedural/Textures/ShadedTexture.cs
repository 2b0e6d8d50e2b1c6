using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>A texture on an uneven surface under light from one side.</summary>
internal sealed class ShadedTexture : Texture
{
    private readonly Texture surface;
    private readonly ValueNoise height;
    private readonly Vector2 light;
    private readonly float scale;
    private readonly float slope;

    /// <summary>Draws the surface.</summary>
    public ShadedTexture(Texture surface, ref RandomStream random)
    {
        this.surface = surface;
        height = new ValueNoise(random.NextBits());
        var turn = random.NextDouble();
        scale = (float)PortableMath.Exp(random.Uniform(-4.5, -2));
        slope = (float)random.Uniform(0.1, 0.6);
        light = (0.5f / scale) * new Vector2(Turn.Cosine(turn), Turn.Sine(turn));
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y)
    {
        float here = height.Fractal(x * scale, y * scale, 3), beside = height.Fractal((x + light.X) * scale, (y + light.Y) * scale, 3);
        return surface.At(x, y) * (1 + (slope * (here - beside)));
    }
}
