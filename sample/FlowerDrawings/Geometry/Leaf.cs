using System.Numerics;
using SkiaSharp;

namespace FlowerDrawings.Geometry;

/// <summary>The outlines of leaves, named after the plants that have them.</summary>
internal enum LeafShape
{
    /// <summary>Daisy: narrow base, rounded tip.</summary>
    Spoon,

    /// <summary>Dandelion: long, with teeth that point back to the base.</summary>
    Toothed,

    /// <summary>Rose: oval with a finely serrated edge.</summary>
    Serrated,

    /// <summary>Sunflower: broad and heart-shaped.</summary>
    Heart,

    /// <summary>Tulip and grass: long, smooth, pointed.</summary>
    Blade,
}

/// <summary>Paints leaves.</summary>
internal static class Leaf
{
    private const int Steps = 36;

    /// <summary>Paints a leaf that starts at <paramref name="from"/> in the direction <paramref name="angle"/> (radians, clockwise from right).</summary>
    public static void Paint(
        SKCanvas canvas, Dice dice, LeafShape shape, SKPoint from, float angle, float length, float halfWidth, Vector3 color)
    {
        var bend = dice.Between(-0.5f, 0.5f);
        using var outline = new SKPath();
        using var rib = new SKPath();
        var left = new SKPoint[Steps + 1];
        var right = new SKPoint[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            var u = i / (float)Steps;
            var (sin, cos) = MathF.SinCos(angle + bend * u);
            var middle = new SKPoint(from.X + cos * length * u, from.Y + sin * length * u);
            var width = halfWidth * RelativeWidth(shape, u, i);
            left[i] = new SKPoint(middle.X - sin * width, middle.Y + cos * width);
            right[i] = new SKPoint(middle.X + sin * width, middle.Y - cos * width);
            if (i == 0) rib.MoveTo(middle); else rib.LineTo(middle);
        }

        outline.AddPoly([.. left, .. Enumerable.Reverse(right)], true);
        using var shader = SKShader.CreateLinearGradient(
            left[Steps / 3], right[Steps / 3],
            [(color * 0.7f).ToSkia(), color.ToSkia(), (color * 1.2f).ToSkia()], SKShaderTileMode.Clamp);
        using var fill = new SKPaint { IsAntialias = true, Shader = shader };
        canvas.DrawPath(outline, fill);
        using var line = new SKPaint
        {
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = halfWidth * 0.1f,
            Color = (color * 1.35f).ToSkia(0.8f),
        };
        canvas.DrawPath(rib, line);
        if (shape == LeafShape.Blade) return;
        line.StrokeWidth = halfWidth * 0.05f;
        line.Color = (color * 1.3f).ToSkia(0.5f);
        for (var i = 6; i < Steps - 6; i += 5)
        {
            var root = new SKPoint((left[i].X + right[i].X) / 2, (left[i].Y + right[i].Y) / 2);
            canvas.DrawLine(root, Between(root, left[i + 4]), line);
            canvas.DrawLine(root, Between(root, right[i + 4]), line);
        }
    }

    private static SKPoint Between(SKPoint a, SKPoint b) => new(a.X + 0.8f * (b.X - a.X), a.Y + 0.8f * (b.Y - a.Y));

    private static float RelativeWidth(LeafShape shape, float u, int step) => shape switch
    {
        LeafShape.Spoon => MathF.Max(Outline.Width(u, 0.75f, 0.5f) * u, 0.12f * (1 - u)),
        LeafShape.Toothed => (0.35f + 0.65f * (step % 6) / 5f) * Outline.Width(u, 0.7f, 0.7f) * (0.4f + 0.6f * u),
        LeafShape.Serrated => Outline.Width(u, 0.4f, 0.8f) * (step % 2 == 0 ? 1 : 0.9f),
        LeafShape.Heart => Outline.Width(u, 0.22f, 1.1f),
        _ => Outline.Width(u, 0.35f, 1.2f),
    };
}
