using System.Numerics;

namespace FlowerDrawings.Geometry;

/// <summary>A petal that curves around the axis like part of a cup: tulips and roses.</summary>
/// <param name="Azimuth">The direction of its middle from the axis, in radians.</param>
/// <param name="HalfAngle">Half the angle that it covers where it is widest, in radians.</param>
/// <param name="Belly">The radius of the cup where it bulges most.</param>
/// <param name="Mouth">The radius of the cup at the petal's tip.</param>
/// <param name="Bottom">The height of its base.</param>
/// <param name="Height">The height from base to tip.</param>
/// <param name="Lip">How far the tip curls outward.</param>
/// <param name="Fullest">The position where it is widest, 0 to 1.</param>
/// <param name="Sharpness">0.3 for a rounded tip, above 0.8 for a pointed one.</param>
/// <param name="Wave">The depth of the waves along its edge.</param>
internal readonly record struct CupPetal(
    float Azimuth, float HalfAngle, float Belly, float Mouth, float Bottom, float Height, float Lip,
    float Fullest, float Sharpness, float Wave)
{
    /// <summary>Adds the petal to the head.</summary>
    public void AddTo(Mesh mesh, Func<float, float, Vector3> color, int along, int across) =>
        mesh.AddSurface(Shape, color, along, across);

    private Vector3 Shape(float u, float v)
    {
        // The cup widens up to u = 0.45 and then narrows or widens to the mouth.
        var bulge = MathF.Sin(MathF.PI / 2 * MathF.Min(u / 0.45f, 1));
        var toMouth = Math.Clamp((u - 0.45f) / 0.55f, 0, 1);
        toMouth *= toMouth * (3 - 2 * toMouth);
        var roll = MathF.Max(u - 0.75f, 0) / 0.25f;
        var radius = Belly * bulge + (Mouth - Belly) * toMouth + Lip * roll * roll + Wave * u * MathF.Sin(5 * v + 9 * Azimuth);
        var z = Bottom + Height * (u - 0.12f * u * v * v) - Lip * 0.7f * roll * roll;
        var (sin, cos) = MathF.SinCos(Azimuth + HalfAngle * v * Outline.Width(u, Fullest, Sharpness));
        return new Vector3(cos * radius, sin * radius, z);
    }
}
