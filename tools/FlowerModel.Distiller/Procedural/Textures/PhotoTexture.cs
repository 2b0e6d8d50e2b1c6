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
    private readonly Matrix4x4 colors;

    /// <summary>Draws the texture.</summary>
    public PhotoTexture(RgbImage photo, ref RandomStream random)
    {
        this.photo = photo;
        origin = new Vector2((float)random.NextDouble() * photo.Width, (float)random.NextDouble() * photo.Height);
        var turn = random.NextDouble();
        axis = (float)PortableMath.Exp(random.Uniform(-0.7, 1)) * new Vector2(Turn.Cosine(turn), Turn.Sine(turn));
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
