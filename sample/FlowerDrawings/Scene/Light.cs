using System.Numerics;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Scene;

/// <summary>The light of an image.</summary>
/// <param name="Direction">The direction that it comes from: x right, y down, z toward the viewer; a vector of length 1.</param>
/// <param name="Ambient">The brightness in the shade, 0 to 1: low in sunlight, high under clouds.</param>
/// <param name="Tint">The factors for red, green and blue, from a warm evening to cold shade.</param>
/// <param name="ShadowBands">The number of soft shadows across the image, 0 to 3.</param>
internal readonly record struct Light(Vector3 Direction, float Ambient, Vector3 Tint, int ShadowBands)
{
    /// <summary>Chooses a light at random.</summary>
    public static Light Choose(Dice dice)
    {
        var direction = Vector3.Normalize(new Vector3(dice.Between(-1, 1), dice.Between(-1.1f, 0.1f), dice.Between(0.35f, 1.1f)));
        var warmth = dice.Normal();
        return new Light(
            direction,
            dice.Between(0.35f, 0.8f),
            new Vector3(1 + 0.1f * warmth, 1 + 0.02f * dice.Normal(), 1 - 0.13f * warmth),
            dice.Chance(0.3f) ? dice.Whole(1, 3) : 0);
    }
}
