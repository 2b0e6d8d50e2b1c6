using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Runtime.Images;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>A part of a photo with its colors exchanged, turned and scaled.</summary>
internal sealed class PhotoTexture : Texture
{
    private readonly RgbImage photo;
    private readonly Vector2 origin;
    private readonly Vector2 axis;
    private readonly ExchangedColors colors;

    /// <summary>Draws the texture.</summary>
    public PhotoTexture(RgbImage photo, ref RandomStream random)
    {
        this.photo = photo;
        origin = new Vector2((float)random.NextDouble() * photo.Width, (float)random.NextDouble() * photo.Height);
        var turn = random.NextDouble();
        axis = (float)PortableMath.Exp(random.Uniform(-0.7, 1)) * new Vector2(Turn.Cosine(turn), Turn.Sine(turn));
        colors = new ExchangedColors(ref random);
    }

    /// <inheritdoc/>
    public override Vector3 At(float x, float y)
    {
        var column = Reflect((int)(origin.X + (x * axis.X) - (y * axis.Y)), photo.Width);
        var row = Reflect((int)(origin.Y + (x * axis.Y) + (y * axis.X)), photo.Height);
        var pixel = photo.Pixels.AsSpan(((row * photo.Width) + column) * 3, 3);
        return colors.Of(new Vector3(pixel[0], pixel[1], pixel[2]) / 255);
    }

    private static int Reflect(int position, int length)
    {
        position = Math.Abs(position) % (2 * length);
        return position < length ? position : (2 * length) - 1 - position;
    }
}
