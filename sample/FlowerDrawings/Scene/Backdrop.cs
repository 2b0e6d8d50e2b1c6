using System.Numerics;
using FlowerDrawings.Geometry;
using SkiaSharp;

namespace FlowerDrawings.Scene;

/// <summary>The background behind the flowers.</summary>
internal enum BackdropKind
{
    /// <summary>Blue or white sky with clouds.</summary>
    Sky,

    /// <summary>A meadow seen from above.</summary>
    Grass,

    /// <summary>Bare earth with stones.</summary>
    Soil,

    /// <summary>A garden that is far out of focus, with discs of light in the colors of other flowers.</summary>
    Bokeh,

    /// <summary>Bricks or plaster.</summary>
    Wall,

    /// <summary>Large leaves of other plants.</summary>
    Foliage,

    /// <summary>Deep shade or a studio backdrop.</summary>
    Plain,
}

/// <summary>Paints backdrops over the square from (0, 0) to (100, 100).</summary>
internal static class Backdrop
{
    /// <summary>Paints a backdrop, more or less out of focus.</summary>
    public static void Paint(SKCanvas canvas, BackdropKind kind, Dice dice)
    {
        var blur = kind == BackdropKind.Bokeh ? dice.Between(1, 2.5f) : dice.Between(0.1f, 2.2f);
        using var filter = SKImageFilter.CreateBlur(blur, blur);
        using var layer = new SKPaint { ImageFilter = filter };
        canvas.SaveLayer(layer);
        switch (kind)
        {
            case BackdropKind.Sky: Sky(canvas, dice); break;
            case BackdropKind.Grass: Grass(canvas, dice); break;
            case BackdropKind.Soil: Soil(canvas, dice); break;
            case BackdropKind.Bokeh: Bokeh(canvas, dice); break;
            case BackdropKind.Wall: Wall(canvas, dice); break;
            case BackdropKind.Foliage: Foliage(canvas, dice); break;
            case BackdropKind.Plain: Plain(canvas, dice); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown backdrop");
        }

        canvas.Restore();
    }

    /// <summary>Returns one of the greens of plants.</summary>
    public static Vector3 Green(Dice dice) => dice.Vary(
        dice.Pick(Color.Hex(0x4E7F35), Color.Hex(0x6A9440), Color.Hex(0x3D6B3A), Color.Hex(0x86A552), Color.Hex(0x54754F)), 0.05f);

    private static void Sky(SKCanvas canvas, Dice dice)
    {
        var sky = dice.Pick(Color.Hex(0x4F8FD6), Color.Hex(0x8FBDE6), Color.Hex(0xC9D6DE), Color.Hex(0xE8B98C));
        Gradient(canvas, dice, dice.Vary(sky, 0.05f), Vector3.Lerp(sky, Vector3.One, 0.5f));
        using var filter = SKImageFilter.CreateBlur(4, 3);
        using var cloud = new SKPaint { ImageFilter = filter };
        for (var i = dice.Whole(0, 9); i > 0; i--)
        {
            cloud.Color = SKColors.White.WithAlpha((byte)dice.Whole(60, 190));
            canvas.DrawOval(dice.Between(0, 100), dice.Between(0, 70), dice.Between(8, 25), dice.Between(3, 9), cloud);
        }

        if (!dice.Chance(0.5f)) return;
        using var hills = new SKPaint { Color = (Green(dice) * 0.8f).ToSkia() };
        canvas.DrawOval(dice.Between(20, 80), 112, dice.Between(60, 110), dice.Between(20, 45), hills);
    }

    private static void Grass(SKCanvas canvas, Dice dice)
    {
        var green = Green(dice);
        Gradient(canvas, dice, green * 0.55f, green * 0.4f);
        var upright = dice.Between(0.2f, 1.2f);
        for (var i = 0; i < 170; i++)
        {
            var from = new SKPoint(dice.Between(-10, 110), dice.Between(5, 120));
            Leaf.Paint(
                canvas, dice, LeafShape.Blade, from, -MathF.PI / 2 + dice.Normal() * upright,
                dice.Between(15, 45), dice.Between(0.5f, 1.6f), dice.Vary(green, 0.1f) * dice.Between(0.6f, 1.2f));
        }
    }

    private static void Soil(SKCanvas canvas, Dice dice)
    {
        var earth = dice.Vary(dice.Pick(Color.Hex(0x5B432F), Color.Hex(0x7C6650), Color.Hex(0x8D8478)), 0.05f);
        Gradient(canvas, dice, earth, earth * 0.7f);
        using var stone = new SKPaint { IsAntialias = true };
        for (var i = 0; i < 350; i++)
        {
            stone.Color = (dice.Vary(earth, 0.08f) * dice.Between(0.5f, 1.35f)).ToSkia(0.85f);
            var size = dice.Between(0.5f, 3.5f) * (dice.Chance(0.08f) ? 2.2f : 1);
            canvas.DrawOval(dice.Between(0, 100), dice.Between(0, 100), size, size * dice.Between(0.5f, 1), stone);
        }
    }

    private static void Bokeh(SKCanvas canvas, Dice dice)
    {
        Gradient(canvas, dice, Green(dice) * dice.Between(0.3f, 0.9f), Green(dice) * 0.5f);
        Vector3[] petals =
            [Color.Hex(0xF0C832), Color.Hex(0xD83848), Color.Hex(0xF2F0EA), Color.Hex(0xB060B0), Color.Hex(0xEE90A8)];
        using var disc = new SKPaint { IsAntialias = true };
        for (var i = dice.Whole(12, 40); i > 0; i--)
        {
            var color = dice.Chance(0.6f)
                ? Green(dice) * dice.Between(0.7f, 1.6f)
                : dice.Vary(dice.Pick(petals), 0.08f);
            disc.Color = color.ToSkia(dice.Between(0.2f, 0.6f));
            canvas.DrawCircle(dice.Between(0, 100), dice.Between(0, 100), dice.Between(3, 13), disc);
        }
    }

    private static void Wall(SKCanvas canvas, Dice dice)
    {
        var stone = dice.Vary(dice.Pick(Color.Hex(0xA4573F), Color.Hex(0xB9A58C), Color.Hex(0xD8D2C4), Color.Hex(0x7E8288)), 0.05f);
        Gradient(canvas, dice, stone * 0.75f, stone * 0.65f);
        var course = dice.Between(7, 14);
        using var brick = new SKPaint { IsAntialias = true };
        for (var row = 0; row * course < 100; row++)
        {
            for (var x = -(row % 2) * course; x < 100; x += 2.2f * course)
            {
                brick.Color = (dice.Vary(stone, 0.05f) * dice.Between(0.88f, 1.1f)).ToSkia();
                canvas.DrawRoundRect(x, row * course, 2.1f * course, course * 0.92f, 0.6f, 0.6f, brick);
            }
        }
    }

    private static void Foliage(SKCanvas canvas, Dice dice)
    {
        var green = Green(dice);
        Gradient(canvas, dice, green * 0.4f, green * 0.3f);
        for (var i = 0; i < 45; i++)
        {
            Leaf.Paint(
                canvas, dice, dice.Pick(LeafShape.Serrated, LeafShape.Heart, LeafShape.Blade),
                new SKPoint(dice.Between(-10, 110), dice.Between(-10, 110)),
                dice.Angle(), dice.Between(15, 40), dice.Between(4, 11), dice.Vary(green, 0.07f) * dice.Between(0.5f, 1.15f));
        }
    }

    private static void Plain(SKCanvas canvas, Dice dice)
    {
        var from = dice.Vary(Green(dice) * dice.Between(0.4f, 1.2f), 0.12f);
        Gradient(canvas, dice, from, dice.Vary(Green(dice) * 0.5f, 0.1f));
    }

    private static void Gradient(SKCanvas canvas, Dice dice, Vector3 from, Vector3 to)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(dice.Between(0, 60), 0), new SKPoint(dice.Between(40, 100), 100),
            [from.ToSkia(), to.ToSkia()], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(-20, -20, 140, 140, paint);
    }
}
