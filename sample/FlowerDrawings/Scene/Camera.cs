using System.Numerics;
using FlowerDrawings.Geometry;
using SkiaSharp;

namespace FlowerDrawings.Scene;

/// <summary>The effects of the camera on an image.</summary>
/// <param name="Exposure">The brightness factor; the image is overexposed above 1.3 and underexposed below 0.75.</param>
/// <param name="Contrast">The contrast factor around middle gray.</param>
/// <param name="Saturation">The saturation: 0 = gray, 1 = as drawn.</param>
/// <param name="Blur">The standard deviation of the blur over the whole image, in hundredths of its width.</param>
/// <param name="Noise">The standard deviation of the noise, for values from 0 to 1.</param>
/// <param name="Vignette">The darkening of the corners, 0 to 1.</param>
internal readonly record struct Camera(float Exposure, float Contrast, float Saturation, float Blur, float Noise, float Vignette)
{
    /// <summary>Chooses the camera's effects at random.</summary>
    public static Camera Choose(Dice dice) => new(
        dice.Unit() switch
        {
            < 0.1f => dice.Between(0.6f, 0.75f),
            < 0.2f => dice.Between(1.3f, 1.5f),
            _ => dice.Between(0.85f, 1.25f),
        },
        dice.Between(0.75f, 1.2f),
        dice.Between(0.65f, 1.2f),
        dice.Chance(0.3f) ? dice.Between(0.5f, 1.3f) : dice.Between(0, 0.4f),
        dice.Chance(0.25f) ? dice.Between(0.015f, 0.035f) : dice.Between(0, 0.01f),
        dice.Between(0, 0.35f));

    /// <summary>
    /// Converts the large drawing to the image: averages blocks of <paramref name="scale"/> x scale pixels and applies light and camera.
    /// </summary>
    public SKBitmap Develop(SKBitmap drawing, int scale, Vector3 tint, Dice dice)
    {
        var size = drawing.Width / scale;
        var image = new SKBitmap(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var source = drawing.Pixels;
        var target = new SKColor[size * size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var sum = Vector3.Zero;
                for (var i = 0; i < scale * scale; i++)
                {
                    var pixel = source[(y * scale + i / scale) * drawing.Width + x * scale + i % scale];
                    sum += new Vector3(pixel.Red, pixel.Green, pixel.Blue);
                }

                var fromMiddle = new Vector2(x + 0.5f, y + 0.5f) / size - new Vector2(0.5f);
                var fall = 1 - Vignette * 2 * fromMiddle.LengthSquared();
                target[y * size + x] = Expose(sum / (255 * scale * scale) * tint * fall, dice).ToSkia();
            }
        }

        image.Pixels = target;
        return image;
    }

    private Vector3 Expose(Vector3 color, Dice dice)
    {
        var gray = new Vector3(Vector3.Dot(color, new Vector3(0.299f, 0.587f, 0.114f)));
        color = Vector3.Lerp(gray, color, Saturation) * Exposure;
        color = (color - new Vector3(0.45f)) * Contrast + new Vector3(0.45f);
        var luma = dice.Normal() * Noise;
        return color + new Vector3(luma) + new Vector3(dice.Normal(), dice.Normal(), dice.Normal()) * Noise * 0.5f;
    }
}
