using System.Numerics;
using SkiaSharp;

namespace FlowerDrawings.Geometry;

/// <summary>
/// The surfaces of one flower head in its own coordinates: radius about 1, the axis of the flower along +z, the stem along -z.
/// Quads are lit, sorted from far to near and painted over each other.
/// </summary>
/// <param name="view">Transforms the head's coordinates to the image's: x right, y down, z toward the viewer, in image units.</param>
/// <param name="light">The direction to the light in the image's coordinates; a vector of length 1.</param>
/// <param name="ambient">The brightness of parts that the light does not reach, 0 to 1.</param>
internal sealed class Mesh(Matrix4x4 view, Vector3 light, float ambient)
{
    private readonly List<Quad> quads = [];

    /// <summary>Adds a curved surface, sampled on a grid.</summary>
    /// <param name="shape">The point at u in [0, 1] along and v in [-1, 1] across the surface.</param>
    /// <param name="color">The color at the same place, before lighting.</param>
    /// <param name="along">The number of quads along u.</param>
    /// <param name="across">The number of quads along v.</param>
    public void AddSurface(Func<float, float, Vector3> shape, Func<float, float, Vector3> color, int along, int across)
    {
        var points = new Vector3[along + 1, across + 1];
        for (var i = 0; i <= along; i++)
        {
            for (var j = 0; j <= across; j++) points[i, j] = Vector3.Transform(shape(U(i), V(j)), view);
        }

        var colors = new Vector3[along + 1, across + 1];
        for (var i = 0; i <= along; i++)
        {
            for (var j = 0; j <= across; j++)
            {
                var lengthwise = points[Math.Min(i + 1, along), j] - points[Math.Max(i - 1, 0), j];
                var crosswise = points[i, Math.Min(j + 1, across)] - points[i, Math.Max(j - 1, 0)];
                colors[i, j] = Lit(color(U(i), V(j)), Vector3.Cross(lengthwise, crosswise));
            }
        }

        for (var i = 0; i < along; i++)
        {
            for (var j = 0; j < across; j++)
            {
                quads.Add(new Quad(
                    points[i, j], points[i + 1, j], points[i + 1, j + 1], points[i, j + 1],
                    colors[i, j], colors[i + 1, j], colors[i + 1, j + 1], colors[i, j + 1], 1));
            }
        }

        float U(int i) => i / (float)along;
        float V(int j) => 2f * j / across - 1;
    }

    /// <summary>Adds a small square that lies on a surface: a floret of a disc.</summary>
    public void AddSpot(Vector3 center, Vector3 normal, float radius, Vector3 color)
    {
        var n = Vector3.Normalize(normal);
        var a = Vector3.Normalize(Vector3.Cross(n, MathF.Abs(n.X) < 0.9f ? Vector3.UnitX : Vector3.UnitY)) * radius;
        var b = Vector3.Cross(n, a);
        var corners = new[] { center + a, center + b, center - a, center - b };
        for (var i = 0; i < 4; i++) corners[i] = Vector3.Transform(corners[i], view);
        var lit = Lit(color, Vector3.TransformNormal(n, view));
        quads.Add(new Quad(corners[0], corners[1], corners[2], corners[3], lit * 1.12f, lit, lit * 0.8f, lit, 1));
    }

    /// <summary>Adds a thin line that always faces the viewer with its full width: a hair or the stalk of a seed.</summary>
    public void AddThread(Vector3 from, Vector3 to, float width, Vector3 color, float alpha)
    {
        Vector3 a = Vector3.Transform(from, view), b = Vector3.Transform(to, view);
        var across = new Vector3(a.Y - b.Y, b.X - a.X, 0);
        if (across.LengthSquared() < 1e-9f) return;
        across = Vector3.Normalize(across) * width * Vector3.TransformNormal(Vector3.UnitX, view).Length() / 2;
        quads.Add(new Quad(a + across, b + across, b - across, a - across, color, color, color, color, alpha));
    }

    /// <summary>Paints everything added so far, farthest first.</summary>
    public void Paint(SKCanvas canvas)
    {
        var positions = new List<SKPoint>(quads.Count * 6);
        var colors = new List<SKColor>(quads.Count * 6);
        foreach (var quad in quads.OrderBy(q => q.A.Z + q.B.Z + q.C.Z + q.D.Z))
        {
            Corner(quad.A, quad.ColorA, quad.Alpha);
            Corner(quad.B, quad.ColorB, quad.Alpha);
            Corner(quad.C, quad.ColorC, quad.Alpha);
            Corner(quad.A, quad.ColorA, quad.Alpha);
            Corner(quad.C, quad.ColorC, quad.Alpha);
            Corner(quad.D, quad.ColorD, quad.Alpha);
        }

        // Skia indexes vertices with 16 bits, so a detailed head is drawn in parts.
        const int part = 6 * 10_000;
        using var paint = new SKPaint { Color = SKColors.White };
        for (var start = 0; start < positions.Count; start += part)
        {
            var count = Math.Min(part, positions.Count - start);
            using var vertices = SKVertices.CreateCopy(
                SKVertexMode.Triangles, [.. positions.GetRange(start, count)], [.. colors.GetRange(start, count)]);
            canvas.DrawVertices(vertices, SKBlendMode.Modulate, paint);
        }

        void Corner(Vector3 point, Vector3 color, float alpha)
        {
            positions.Add(new SKPoint(point.X, point.Y));
            colors.Add(color.ToSkia(alpha));
        }
    }

    /// <summary>Petals let light through, so both sides are lit, the far side less.</summary>
    private Vector3 Lit(Vector3 color, Vector3 normal)
    {
        var length = normal.Length();
        if (length < 1e-9f) return color * (ambient + (1 - ambient) * 0.6f);
        var facing = normal / length;
        if (facing.Z < 0) facing = -facing;
        var incidence = Vector3.Dot(facing, light);
        return color * (ambient + (1 - ambient) * (incidence > 0 ? 0.4f + 0.85f * incidence : 0.4f + 0.4f * incidence));
    }

    private readonly record struct Quad(
        Vector3 A, Vector3 B, Vector3 C, Vector3 D, Vector3 ColorA, Vector3 ColorB, Vector3 ColorC, Vector3 ColorD, float Alpha);
}
