using System.Numerics;

namespace FlowerDrawings.Geometry;

/// <summary>A petal that extends from the axis like a spoke: daisy, dandelion and sunflower rays, and the green bracts under them.</summary>
/// <param name="Azimuth">The direction from the axis, in radians.</param>
/// <param name="Start">The distance of its base from the axis.</param>
/// <param name="Height">The height of its base above the head's origin.</param>
/// <param name="Length">The length.</param>
/// <param name="HalfWidth">Half the maximum width.</param>
/// <param name="Elevation">The angle above the horizontal at the base, in radians.</param>
/// <param name="Curl">The change of that angle from base to tip; negative values make it droop.</param>
/// <param name="Fullest">The position along the length where it is widest, 0 to 1.</param>
/// <param name="Sharpness">0.4 for a blunt tip, above 1 for a pointed one.</param>
/// <param name="Channel">How far its edges rise above its middle, as a fraction of the half width.</param>
internal readonly record struct RayPetal(
    float Azimuth, float Start, float Height, float Length, float HalfWidth, float Elevation, float Curl,
    float Fullest, float Sharpness, float Channel)
{
    /// <summary>Adds the petal to the head.</summary>
    public void AddTo(Mesh mesh, Func<float, float, Vector3> color, int along, int across) =>
        mesh.AddSurface(Shape, color, along, across);

    private Vector3 Shape(float u, float v)
    {
        var (sin, cos) = MathF.SinCos(Azimuth);
        var (rise, run) = MathF.SinCos(Elevation + Curl * u / 2);
        var width = HalfWidth * Outline.Width(u, Fullest, Sharpness);
        var radius = Start + Length * u * run;
        var z = Height + Length * u * rise + Channel * width * v * v;
        return new Vector3(cos * radius - sin * width * v, sin * radius + cos * width * v, z);
    }
}
