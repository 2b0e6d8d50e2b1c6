using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Distiller.Procedural.Cutouts;
using FlowerModel.Distiller.Procedural.Textures;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Features;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural;

/// <summary>An image of one to three cutouts on a ground, in their own colors, in others, or with the surface of something else.</summary>
/// <param name="canvas">The canvas.</param>
/// <param name="photo">Returns a photo for a number from 0 to 1.</param>
/// <param name="cutout">Returns a cutout for a number from 0 to 1.</param>
internal sealed class CutoutScene(Canvas canvas, Func<double, RgbImage> photo, Func<double, Cutout> cutout)
{
    /// <summary>Draws the scene.</summary>
    public void Draw(ref RandomStream random)
    {
        var palette = new ColorPalette(ref random);
        canvas.Fill(Texture.Ground(plain: 0.4, palette, photo, ref random));
        var objects = random.NextDouble() < 0.6 ? 1 : 2 + random.Below(2);
        for (var i = 0; i < objects; i++) Object(palette, (float)(objects == 1 ? random.Uniform(0.4, 1.1) : random.Uniform(0.25, 0.6)), ref random);
    }

    private void Object(ColorPalette palette, float share, ref RandomStream random)
    {
        var body = cutout(random.NextDouble());
        var side = canvas.Size * share; // of the longer side on the canvas
        body = body.Shrink(Math.Max(1, (int)(Math.Max(body.Width, body.Height) / side)));
        var turn = random.NextDouble() < 0.7 ? random.Uniform(-0.05, 0.05) : random.NextDouble();
        var scale = side / Math.Max(body.Width, body.Height);
        var aspect = (float)PortableMath.Exp(random.Uniform(-0.2, 0.2));
        Vector2 axis = new(Turn.Cosine(turn), Turn.Sine(turn)), center = new((float)random.Uniform(0.3, 0.7), (float)random.Uniform(0.3, 0.7));
        var place = new Placement(body, center * canvas.Size, axis / scale, aspect, Mirrored: random.NextDouble() < 0.5);
        if (random.NextDouble() < 0.6)
        {
            var shift = side * new Vector2((float)random.Uniform(-0.08, 0.08), (float)random.Uniform(0, 0.1));
            var opacity = (float)random.Uniform(0.1, 0.5);
            Cover(place with { Center = place.Center + shift }, (color, _, _) => new Vector4(0, 0, 0, color.W * opacity));
        }

        Cover(place, Surface(body, palette, ref random));
    }

    private Func<Vector4, int, int, Vector4> Surface(Cutout body, ColorPalette palette, ref RandomStream random)
    {
        var kind = random.NextDouble();
        if (kind < 0.45) return (color, _, _) => color;
        if (kind < 0.7)
        {
            var colors = new ExchangedColors(ref random);
            return (color, _, _) => new Vector4(colors.Of(new Vector3(color.X, color.Y, color.Z) / color.W) * color.W, color.W);
        }

        var texture = Texture.Draw(palette, photo, ref random);
        var brightness = Math.Max(0.1f, body.Brightness);
        return (color, x, y) => new Vector4(texture.At(x, y) * (Math.Min(2, Luma.Of(color.X, color.Y, color.Z) / (brightness * color.W)) * color.W), color.W);
    }

    private void Cover(Placement place, Func<Vector4, int, int, Vector4> surface)
    {
        for (var y = 0; y < canvas.Size; y++)
        {
            for (var x = 0; x < canvas.Size; x++)
            {
                var color = place.At(x, y);
                if (color.W <= 0) continue;
                color = surface(color, x, y);
                canvas[x, y] = (canvas[x, y] * (1 - color.W)) + new Vector3(color.X, color.Y, color.Z);
            }
        }
    }

    /// <summary>Where a cutout is on the canvas.</summary>
    /// <param name="Body">The cutout.</param>
    /// <param name="Center">Its center in pixels of the canvas.</param>
    /// <param name="Axis">What one pixel to the right on the canvas is on the cutout.</param>
    /// <param name="Aspect">Stretches its width, and shrinks its height.</param>
    /// <param name="Mirrored">True if left and right are exchanged.</param>
    private sealed record Placement(Cutout Body, Vector2 Center, Vector2 Axis, float Aspect, bool Mirrored)
    {
        public Vector4 At(int x, int y)
        {
            var offset = new Vector2(x, y) - Center;
            var column = ((offset.X * Axis.X) - (offset.Y * Axis.Y)) / Aspect;
            var row = ((offset.X * Axis.Y) + (offset.Y * Axis.X)) * Aspect;
            return Body.At(((Body.Width - 1) / 2f) + (Mirrored ? -column : column), ((Body.Height - 1) / 2f) + row);
        }
    }
}
