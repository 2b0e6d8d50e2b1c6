using System.Numerics;
using FlowerDrawings.Flowers;
using FlowerDrawings.Geometry;
using SkiaSharp;

namespace FlowerDrawings.Scene;

/// <summary>Paints flowers with their stems, and the leaves behind and in front of them.</summary>
internal static class Plant
{
    /// <summary>Paints one flower and its stem.</summary>
    public static void PaintFlower(SKCanvas canvas, Species species, Composition scene, Placement place)
    {
        var dice = new Dice(place.Seed);
        if (place.Tilt > 0.35f || dice.Chance(0.5f)) PaintStem(canvas, species, place, dice);
        var mesh = new Mesh(place.View, scene.Light.Direction, scene.Light.Ambient);
        species.Grow(mesh, dice, scene.Bloom);

        // The shadow on the background.
        var shade = place.Radius * 0.12f;
        using var shadow = SKImageFilter.CreateDropShadow(
            -scene.Light.Direction.X * shade, -scene.Light.Direction.Y * shade, shade * 0.7f, shade * 0.7f,
            SKColors.Black.WithAlpha((byte)(150 * (1 - scene.Light.Ambient))));
        using var layer = new SKPaint { ImageFilter = shadow };
        canvas.SaveLayer(layer);
        mesh.Paint(canvas);
        canvas.Restore();
    }

    /// <summary>Paints the plant's leaves between the flowers.</summary>
    public static void PaintLeavesBehind(SKCanvas canvas, Species species, Composition scene, Dice dice)
    {
        for (var i = 0; i < scene.LeavesBehind; i++)
        {
            var foot = new SKPoint(dice.Between(0, 100), dice.Between(96, 115));
            PaintLeaf(canvas, species, dice, foot, -MathF.PI / 2 + dice.Normal() * 0.5f, dice.Between(20, 30) + scene.Flowers[^1].Radius);
        }
    }

    /// <summary>Paints out-of-focus leaves and blades of other plants that hide part of the image.</summary>
    public static void PaintLeavesInFront(SKCanvas canvas, Composition scene, Dice dice)
    {
        for (var i = 0; i < scene.LeavesInFront; i++)
        {
            var blur = dice.Between(0.3f, 2);
            using var filter = SKImageFilter.CreateBlur(blur, blur);
            using var layer = new SKPaint { ImageFilter = filter };
            canvas.SaveLayer(layer);
            var blade = dice.Chance(0.6f);
            Leaf.Paint(
                canvas, dice, blade ? LeafShape.Blade : LeafShape.Serrated, new SKPoint(dice.Between(0, 100), dice.Between(90, 110)),
                -MathF.PI / 2 + dice.Normal() * 0.5f, dice.Between(35, 90), blade ? dice.Between(1, 4) : dice.Between(6, 12),
                Backdrop.Green(dice) * dice.Between(0.6f, 1.2f));
            canvas.Restore();
        }
    }

    private static void PaintLeaf(SKCanvas canvas, Species species, Dice dice, SKPoint foot, float angle, float length)
    {
        var slenderness = species.Leaves is LeafShape.Heart or LeafShape.Serrated ? 0.32f : 0.14f;
        var green = Backdrop.Green(dice) * dice.Between(0.75f, 1.15f);
        Leaf.Paint(canvas, dice, species.Leaves, foot, angle, length, length * slenderness, green);
    }

    private static void PaintStem(SKCanvas canvas, Species species, Placement place, Dice dice)
    {
        var top = Vector3.Transform(new Vector3(0, 0, species is Tulip ? -0.6f : -0.1f), place.View);
        var away = Vector3.TransformNormal(-Vector3.UnitZ, place.View);
        var bend = new SKPoint(top.X + away.X * 1.2f, top.Y + MathF.Max(away.Y, 0.2f * place.Radius) * 1.2f);
        using var path = new SKPath();
        path.MoveTo(top.X, top.Y);
        path.QuadTo(bend, new SKPoint(bend.X + dice.Normal() * 8, 115));
        var green = Backdrop.Green(dice);
        using var paint = new SKPaint
        {
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = species.StemWidth * place.Radius,
            Color = (green * 0.65f).ToSkia(),
        };
        canvas.DrawPath(path, paint);
        paint.StrokeWidth *= 0.55f;
        paint.Color = (green * 1.1f).ToSkia();
        canvas.DrawPath(path, paint);
        if (!species.LeafyStem) return;
        using var measure = new SKPathMeasure(path);
        for (var at = place.Radius * dice.Between(1, 1.6f); at < measure.Length; at += place.Radius * dice.Between(0.5f, 1))
        {
            var side = dice.Pick(-1, 1);
            PaintLeaf(
                canvas, species, dice, measure.GetPosition(at), -MathF.PI / 2 + side * dice.Between(0.6f, 1.5f),
                place.Radius * dice.Between(0.7f, 1.3f));
        }
    }
}
