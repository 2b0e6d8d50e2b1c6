using FlowerDrawings.Flowers;
using FlowerDrawings.Geometry;
using FlowerDrawings.Scene;
using SkiaSharp;

namespace FlowerDrawings;

/// <summary>Draws one image from back to front.</summary>
internal static class Image
{
    /// <summary>The number of pixels drawn per image pixel along each axis; averaging them smooths the edges of the meshes.</summary>
    private const int Scale = 3;

    /// <summary>Draws a square image of <paramref name="size"/> pixels.</summary>
    public static SKBitmap Draw(Species species, Composition scene, int size)
    {
        var dice = new Dice(scene.Seed);
        using var drawing = new SKBitmap(size * Scale, size * Scale, SKColorType.Rgba8888, SKAlphaType.Premul);
        using (var canvas = new SKCanvas(drawing))
        {
            canvas.Clear(SKColors.Black);
            canvas.Scale(size * Scale / 100f);
            var deviation = scene.Camera.Blur;
            using var blur = deviation > 0.05f ? SKImageFilter.CreateBlur(deviation, deviation, SKShaderTileMode.Clamp) : null;
            using var layer = new SKPaint { ImageFilter = blur };
            canvas.SaveLayer(layer);
            Backdrop.Paint(canvas, scene.Backdrop, dice);
            Plant.PaintLeavesBehind(canvas, species, scene, dice);
            foreach (var place in scene.Flowers) Plant.PaintFlower(canvas, species, scene, place);
            Plant.PaintLeavesInFront(canvas, scene, dice);
            PaintShadowBands(canvas, scene.Light.ShadowBands, dice);
            canvas.Restore();
        }

        return scene.Camera.Develop(drawing, Scale, scene.Light.Tint, dice);
    }

    /// <summary>Paints shadows of objects outside the image.</summary>
    private static void PaintShadowBands(SKCanvas canvas, int bands, Dice dice)
    {
        for (var i = 0; i < bands; i++)
        {
            var softness = dice.Between(1, 5);
            using var filter = SKImageFilter.CreateBlur(softness, softness);
            using var paint = new SKPaint { ImageFilter = filter, Color = SKColors.Black.WithAlpha((byte)dice.Whole(50, 125)) };
            canvas.Save();
            canvas.RotateDegrees(dice.Between(-80, 80), 50, 50);
            canvas.DrawRect(dice.Between(-20, 90), -50, dice.Between(10, 40), 200, paint);
            canvas.Restore();
        }
    }
}
