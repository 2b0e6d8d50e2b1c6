using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural;

/// <summary>Closed outlines: ovals, polygons, stars, rectangles, and smooth random ones, some of them symmetric.</summary>
internal static class Contour
{
    private const int Corners = 96;

    /// <summary>Draws an outline.</summary>
    /// <param name="center">Its center in pixels.</param>
    /// <param name="radius">Its mean radius in pixels.</param>
    /// <param name="random">Decides kind, shape and rotation.</param>
    public static Vector2[] Draw(Vector2 center, float radius, ref RandomStream random)
    {
        var shape = random.Below(5) switch
        {
            0 => Star(0, ref random),
            1 => Star((float)random.Uniform(0.2, 0.7), ref random),
            2 => Box(ref random),
            3 => Smooth(symmetric: true, ref random),
            _ => Smooth(symmetric: false, ref random),
        };
        var (aspect, turn) = ((float)PortableMath.Exp(random.Uniform(-0.7, 0.7)), random.NextDouble() < 0.4 ? 0 : random.NextDouble());
        Vector2 axis = new(Turn.Cosine(turn), Turn.Sine(turn)), scale = radius * new Vector2(MathF.Sqrt(aspect), 1 / MathF.Sqrt(aspect));
        return Array.ConvertAll(shape, point =>
        {
            var scaled = point * scale;
            return center + new Vector2((scaled.X * axis.X) - (scaled.Y * axis.Y), (scaled.X * axis.Y) + (scaled.Y * axis.X));
        });
    }

    private static Vector2[] Star(float depth, ref RandomStream random)
    {
        var points = 3 + random.Below(6);
        return depth == 0 && random.NextDouble() < 0.5
            ? Around(Corners, _ => 1)
            : Around(depth == 0 ? points : 2 * points, corner => corner % 2 == 1 ? 1 - depth : 1);
    }

    private static Vector2[] Box(ref RandomStream random)
    {
        var power = random.Uniform(0.1, 0.8); // a superellipse: 1 would be an ellipse, 0 a rectangle
        return Array.ConvertAll(Around(Corners, _ => 1), point => new Vector2(Root(point.X, power), Root(point.Y, power)));
    }

    private static Vector2[] Smooth(bool symmetric, ref RandomStream random)
    {
        var waves = 2 + random.Below(7);
        double[] weights = new double[waves], phases = new double[waves];
        for (var wave = 0; wave < waves; wave++)
        {
            weights[wave] = random.Uniform(-0.6, 0.6) / (wave + 1);
            phases[wave] = symmetric ? 0 : random.NextDouble();
        }

        return Around(Corners, corner =>
        {
            var radius = 1.0;
            for (var wave = 0; wave < waves; wave++) radius += weights[wave] * Turn.Cosine(((wave + 1.0) * corner / Corners) + phases[wave]);
            return Math.Max(0.1, radius);
        });
    }

    private static Vector2[] Around(int corners, Func<int, double> radius) =>
    [
        .. Enumerable.Range(0, corners).Select(corner =>
            (float)radius(corner) * new Vector2(Turn.Sine((double)corner / corners), -Turn.Cosine((double)corner / corners))),
    ];

    private static float Root(float value, double power) => MathF.CopySign((float)PortableMath.Pow(Math.Abs(value), power), value);
}
