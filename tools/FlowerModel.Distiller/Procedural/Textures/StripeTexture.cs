using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>Stripes, or two sets of them across each other, straight or bent.</summary>
internal sealed class StripeTexture : Texture
{
    private readonly ValueNoise bend;
    private readonly Vector3[] colors;
    private readonly bool crossed;
    private readonly Vector2 direction;
    private readonly float frequency;
    private readonly float bending;
    private readonly float sharpness;

    /// <summary>Draws the texture.</summary>
    public StripeTexture(ColorPalette palette, bool crossed, ref RandomStream random)
    {
        this.crossed = crossed;
        bend = new ValueNoise(random.NextBits());
        colors = [palette.Next(ref random), palette.Next(ref random), palette.Next(ref random)];
        var turn = random.NextDouble() < 0.4 ? 0.25 * random.Below(2) : random.NextDouble();
        direction = new Vector2(Turn.Cosine(turn), Turn.Sine(turn));
        frequency = (float)PortableMath.Exp(random.Uniform(-4.2, -1.2));
        bending = random.NextDouble() < 0.5 ? 0 : (float)random.Uniform(0, 1.5);
        sharpness = (float)random.Uniform(1, 8);
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y)
    {
        var warp = bending == 0 ? 0 : bending * bend.Fractal(x * 0.02f, y * 0.02f, 2);
        var along = Wave((((x * direction.X) + (y * direction.Y)) * frequency) + warp);
        var color = PortableVector.Lerp(colors[0], colors[1], along);
        return crossed ? PortableVector.Lerp(color, colors[2], 0.5f * Wave((((y * direction.X) - (x * direction.Y)) * frequency) + warp)) : color;
    }

    private float Wave(float phase) => Math.Clamp(0.5f + (0.5f * sharpness * Turn.Cosine(phase)), 0, 1);
}
