using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Distiller.Procedural.Textures;
using FlowerModel.Runtime.Images;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural;

/// <summary>What a procedural image shows.</summary>
/// <param name="canvas">The canvas.</param>
/// <param name="photo">Returns a photo for a number from 0 to 1.</param>
internal sealed class Scene(Canvas canvas, Func<double, RgbImage> photo)
{
    /// <summary>Draws a scene of any kind.</summary>
    public void Draw(ref RandomStream random)
    {
        var palette = new ColorPalette(ref random);
        switch (random.Below(10))
        {
            case < 5: Objects(palette, ref random); break;
            case < 7: DeadLeaves(palette, ref random); break;
            case 7: canvas.Fill(Texture.Draw(palette, photo, ref random)); Strokes(palette, 3 + random.Below(40), ref random); break;
            case 8: Fractal(palette, ref random); break;
            default: canvas.Fill(Texture.Draw(palette, photo, ref random)); break;
        }
    }

    /// <summary>A few large shapes with parts on a ground, each with a shadow.</summary>
    private void Objects(ColorPalette palette, ref RandomStream random)
    {
        canvas.Fill(Texture.Ground(plain: 0.5, palette, photo, ref random));
        if (random.NextDouble() < 0.3) Strokes(palette, 1 + random.Below(10), ref random);
        var objects = 1 + random.Below(3);
        for (var i = 0; i < objects; i++)
        {
            var center = canvas.Size * new Vector2((float)random.Uniform(0.25, 0.75), (float)random.Uniform(0.25, 0.75));
            var radius = canvas.Size * (float)random.Uniform(0.15, 0.42);
            Object(center, radius, palette, ref random);
        }
    }

    private void Object(Vector2 center, float radius, ColorPalette palette, ref RandomStream random)
    {
        var outline = Contour.Draw(center, radius, ref random);
        var shift = radius * new Vector2((float)random.Uniform(-0.15, 0.15), (float)random.Uniform(0, 0.2));
        var shadow = Array.ConvertAll(outline, point => point + shift);
        if (random.NextDouble() < 0.6) canvas.Cover(new PolygonCoverage(shadow, canvas.Size), new PlainTexture(Vector3.Zero), (float)random.Uniform(0.1, 0.5));
        var coverage = new PolygonCoverage(outline, canvas.Size);
        var body = Texture.Draw(palette, photo, ref random);
        canvas.Cover(coverage, body);
        var parts = random.Below(7);
        var mirrored = random.NextDouble() < 0.5;
        var similar = Texture.Draw(palette, photo, ref random);
        for (var part = 0; part < parts; part++)
        {
            var offset = radius * new Vector2((float)random.Uniform(-0.8, 0.8), (float)random.Uniform(-0.8, 0.8));
            var size = radius * (float)random.Uniform(0.05, 0.5);
            var texture = random.NextDouble() < 0.5 ? similar : Texture.Draw(palette, photo, ref random);
            var shape = Contour.Draw(Vector2.Zero, size, ref random);
            canvas.Cover(new PolygonCoverage(Array.ConvertAll(shape, point => center + offset + point), canvas.Size), texture);
            if (!mirrored) continue;
            canvas.Cover(
                new PolygonCoverage(Array.ConvertAll(shape, point => center + new Vector2(-offset.X - point.X, offset.Y + point.Y)), canvas.Size), texture);
        }

        if (random.NextDouble() < 0.4) Strokes(palette, 1 + random.Below(6), ref random);
    }

    /// <summary>Shapes of all sizes that cover each other (Lee et al. 2001): many small ones for each large one, the large ones behind.</summary>
    private void DeadLeaves(ColorPalette palette, ref RandomStream random)
    {
        canvas.Fill(Texture.Draw(palette, photo, ref random));
        Texture[] textures = new Texture[3 + random.Below(6)];
        for (var i = 0; i < textures.Length; i++) textures[i] = Texture.Draw(palette, photo, ref random);
        var count = 5 + random.Below(120);
        var largest = canvas.Size * (float)random.Uniform(0.3, 1);
        for (var i = 0; i < count; i++)
        {
            var radius = largest * (float)PortableMath.Pow(1 + i, -0.5);
            var center = canvas.Size * new Vector2((float)random.NextDouble(), (float)random.NextDouble());
            var texture = random.NextDouble() < 0.4 ? new PlainTexture(palette.Next(ref random)) : textures[random.Below(textures.Length)];
            canvas.Cover(new PolygonCoverage(Contour.Draw(center, radius, ref random), canvas.Size), texture);
        }
    }

    /// <summary>Bent lines of changing width.</summary>
    private void Strokes(ColorPalette palette, int count, ref RandomStream random)
    {
        for (var i = 0; i < count; i++)
        {
            var width = (float)PortableMath.Exp(random.Uniform(-0.5, 2.5));
            var position = canvas.Size * new Vector2((float)random.NextDouble(), (float)random.NextDouble());
            double turn = random.NextDouble(), bend = random.Uniform(-0.02, 0.02);
            var points = 8 + random.Below(40);
            Vector2[] outline = new Vector2[2 * points];
            for (var point = 0; point < points; point++)
            {
                var half = width * (0.3f + Turn.Sine(0.5 * point / points));
                Vector2 step = new(Turn.Cosine(turn), Turn.Sine(turn)), side = half * new Vector2(-step.Y, step.X);
                (outline[point], outline[^(point + 1)]) = (position + side, position - side);
                position += 6 * step;
                turn += bend;
                bend += random.Uniform(-0.004, 0.004);
            }

            canvas.Cover(new PolygonCoverage(outline, canvas.Size), new PlainTexture(palette.Next(ref random)));
        }
    }

    /// <summary>The attractor of a few random affine maps (Kataoka et al. 2020), brighter where it is visited more often.</summary>
    private void Fractal(ColorPalette palette, ref RandomStream random)
    {
        canvas.Fill(Texture.Draw(palette, photo, ref random));
        var maps = new (Matrix3x2 Map, Vector3 Color)[2 + random.Below(5)];
        foreach (ref var map in maps.AsSpan())
        {
            var values = random.Uniform(6, -1, 1);
            var norm = MathF.Sqrt((values[0] * values[0]) + (values[1] * values[1]) + (values[2] * values[2]) + (values[3] * values[3]));
            var scale = (float)random.Uniform(0.5, 0.85) / norm; // below 1, so that the map contracts
            map = (new Matrix3x2(scale * values[0], scale * values[1], scale * values[2], scale * values[3], values[4], values[5]), palette.Next(ref random));
        }

        var point = Vector2.Zero;
        var color = palette.Next(ref random);
        var zoom = canvas.Size * (float)random.Uniform(0.12, 0.3);
        for (var i = 0; i < 120_000; i++)
        {
            var (map, mapColor) = maps[random.Below(maps.Length)];
            point = PortableVector.Transform(point, map);
            color = PortableVector.Lerp(color, mapColor, 0.3f);
            var (x, y) = ((int)((canvas.Size * 0.5f) + (zoom * point.X)), (int)((canvas.Size * 0.5f) + (zoom * point.Y)));
            if (x < 0 || y < 0 || x >= canvas.Size || y >= canvas.Size) continue;
            canvas[x, y] = PortableVector.Lerp(canvas[x, y], color, 0.4f);
        }
    }
}
