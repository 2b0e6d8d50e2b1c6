using System.Numerics;

namespace FlowerDrawings.Geometry;

/// <summary>The center of a composite flower: a dome covered with florets in a spiral like that of sunflower seeds.</summary>
/// <param name="Radius">The radius.</param>
/// <param name="Bottom">The height of its rim.</param>
/// <param name="Dome">The height of its middle above the rim; negative for a hollow.</param>
internal readonly record struct Disc(float Radius, float Bottom, float Dome)
{
    private const float GoldenAngle = 2.3999632f;

    /// <summary>Adds the dome and its florets; <paramref name="color"/> takes the distance from the middle, 0 to 1.</summary>
    public void AddTo(Mesh mesh, Dice dice, int florets, Func<float, Vector3> color)
    {
        var disc = this;
        mesh.AddSurface(
            (u, v) => disc.Point(u, MathF.PI * v), (u, _) => color(u) * 0.72f, 6, 20);
        for (var i = 0; i < florets; i++)
        {
            var r = MathF.Sqrt((i + 0.5f) / florets);
            var at = Point(r, i * GoldenAngle);
            var normal = new Vector3(at.X, at.Y, Radius * Radius / MathF.Max(2 * MathF.Abs(Dome), 0.01f));
            mesh.AddSpot(at + new Vector3(0, 0, 0.02f), normal, Radius * 1.25f / MathF.Sqrt(florets), dice.Vary(color(r), 0.05f));
        }
    }

    private Vector3 Point(float u, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        return new Vector3(cos * Radius * u, sin * Radius * u, Bottom + Dome * (1 - u * u));
    }
}
