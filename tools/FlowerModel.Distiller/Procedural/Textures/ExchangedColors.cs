using System.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>Red, green and blue replaced with random mixtures of them.</summary>
internal sealed class ExchangedColors
{
    private readonly Vector3[] mixtures = new Vector3[3]; // of red, green and blue: what they become part of

    /// <summary>Draws the mixtures.</summary>
    public ExchangedColors(ref RandomStream random)
    {
        float[] mix = random.Uniform(9, -0.3, 1);
        for (var row = 0; row < 9; row += 3)
        {
            var sum = Math.Max(0.4f, mix[row] + mix[row + 1] + mix[row + 2]);
            for (var i = row; i < row + 3; i++) mix[i] /= sum;
        }

        for (var i = 0; i < 3; i++) mixtures[i] = new Vector3(mix[i], mix[3 + i], mix[6 + i]);
    }

    /// <summary>Returns the color that replaces another one; both from 0 to 1.</summary>
    public Vector3 Of(Vector3 color) =>
        Vector3.Clamp((mixtures[0] * color.X) + (mixtures[1] * color.Y) + (mixtures[2] * color.Z), Vector3.Zero, Vector3.One);
}
