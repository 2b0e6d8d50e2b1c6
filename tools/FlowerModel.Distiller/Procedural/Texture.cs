using System.Numerics;
using FlowerModel.Runtime.Images;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural;

/// <summary>A color for each point of the canvas.</summary>
internal abstract class Texture
{
    /// <summary>Returns the color at a point: red, green and blue from 0 to 1.</summary>
    /// <param name="x">Column in pixels.</param>
    /// <param name="y">Row in pixels.</param>
    public abstract Vector3 At(float x, float y);

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

/// <summary>One color.</summary>
internal sealed class PlainTexture(Vector3 color) : Texture
{
    /// <inheritdoc/>
    public override Vector3 At(float x, float y) => color;
}

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
        Vector3.Lerp(first, second, Math.Clamp(0.5f + (0.5f * contrast * noise.Fractal(x * scale.X, y * scale.Y, octaves)), 0, 1));
}

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
        direction = new Vector2(Contour.Cosine(turn), Contour.Sine(turn));
        frequency = (float)PortableMath.Exp(random.Uniform(-4.2, -1.2));
        bending = random.NextDouble() < 0.5 ? 0 : (float)random.Uniform(0, 1.5);
        sharpness = (float)random.Uniform(1, 8);
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y)
    {
        var warp = bending == 0 ? 0 : bending * bend.Fractal(x * 0.02f, y * 0.02f, 2);
        var along = Wave((((x * direction.X) + (y * direction.Y)) * frequency) + warp);
        var color = Vector3.Lerp(colors[0], colors[1], along);
        return crossed ? Vector3.Lerp(color, colors[2], 0.5f * Wave((((y * direction.X) - (x * direction.Y)) * frequency) + warp)) : color;
    }

    private float Wave(float phase) => Math.Clamp(0.5f + (0.5f * sharpness * Contour.Cosine(phase)), 0, 1);
}

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
        return Vector3.Lerp(ground, dots, Math.Clamp(edge + 0.5f, 0, 1));
    }
}

/// <summary>A part of a photo with its colors exchanged, turned and scaled.</summary>
internal sealed class PhotoTexture : Texture
{
    private readonly RgbImage photo;
    private readonly Vector2 origin;
    private readonly Vector2 axis;
    private readonly Matrix4x4 colors;

    /// <summary>Draws the texture.</summary>
    public PhotoTexture(RgbImage photo, ref RandomStream random)
    {
        this.photo = photo;
        origin = new Vector2((float)random.NextDouble() * photo.Width, (float)random.NextDouble() * photo.Height);
        var turn = random.NextDouble();
        axis = (float)PortableMath.Exp(random.Uniform(-0.7, 1)) * new Vector2(Contour.Cosine(turn), Contour.Sine(turn));
        float[] mix = random.Uniform(9, -0.3, 1);
        for (var row = 0; row < 9; row += 3)
        {
            var sum = Math.Max(0.4f, mix[row] + mix[row + 1] + mix[row + 2]);
            for (var i = row; i < row + 3; i++) mix[i] /= sum;
        }

        colors = new Matrix4x4(mix[0], mix[3], mix[6], 0, mix[1], mix[4], mix[7], 0, mix[2], mix[5], mix[8], 0, 0, 0, 0, 1);
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y)
    {
        var column = Reflect((int)(origin.X + (x * axis.X) - (y * axis.Y)), photo.Width);
        var row = Reflect((int)(origin.Y + (x * axis.Y) + (y * axis.X)), photo.Height);
        var pixel = photo.Pixels.AsSpan(((row * photo.Width) + column) * 3, 3);
        return Vector3.Clamp(Vector3.Transform(new Vector3(pixel[0], pixel[1], pixel[2]) / 255, colors), Vector3.Zero, Vector3.One);
    }

    private static int Reflect(int position, int length)
    {
        position = Math.Abs(position) % (2 * length);
        return position < length ? position : (2 * length) - 1 - position;
    }
}

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
        light = (0.5f / scale) * new Vector2(Contour.Cosine(turn), Contour.Sine(turn));
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y)
    {
        float here = height.Fractal(x * scale, y * scale, 3), beside = height.Fractal((x + light.X) * scale, (y + light.Y) * scale, 3);
        return surface.At(x, y) * (1 + (slope * (here - beside)));
    }
}
