using System.Numerics;
using FlowerModel.Distiller.Numerics;
using FlowerModel.Distiller.Procedural.Cutouts;
using FlowerModel.Runtime.Images;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural;

/// <summary>
/// Images without content of their own, in any number, for teaching features that are good for more than the photos at hand: shapes, dead leaves, textures,
/// fractals and strokes with colors, light and noise like those of photos. An image depends only on seed, number and photos.
/// </summary>
internal static class ProceduralImage
{
    private const int Size = 256;

    /// <summary>Draws an image of 256 x 256 pixels.</summary>
    /// <param name="seed">Seed of all images.</param>
    /// <param name="number">Number of the image.</param>
    /// <param name="photo">Returns a photo for a number from 0 to 1; parts of photos serve as textures.</param>
    /// <param name="cutout">Returns a cutout for a number from 0 to 1, which every second image shows; null: there are none.</param>
    public static RgbImage Draw(ulong seed, int number, Func<double, RgbImage> photo, Func<double, Cutout>? cutout = null)
    {
        var random = RandomStream.For(seed, number);
        var canvas = new Canvas(Size);
        if (cutout is null || number % 2 == 0) new Scene(canvas, photo).Draw(ref random);
        else new CutoutScene(canvas, photo, cutout).Draw(ref random);
        if (random.NextDouble() < 0.5) Blur(canvas);
        Expose(canvas, ref random);
        return canvas.ToImage();
    }

    /// <summary>Light that falls off in one direction, and noise of the sensor.</summary>
    private static void Expose(Canvas canvas, ref RandomStream random)
    {
        var turn = random.NextDouble();
        var light = (float)random.Uniform(0, 0.4) / Size * new Vector2(Turn.Cosine(turn), Turn.Sine(turn));
        var (exposure, noise) = ((float)random.Uniform(0.7, 1.2), (float)(0.04 * PortableMath.Pow(random.NextDouble(), 2)));
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var factor = exposure * (1 + ((x - (Size / 2)) * light.X) + ((y - (Size / 2)) * light.Y));
                canvas[x, y] = (canvas[x, y] * factor) + new Vector3(noise * (float)random.Uniform(-1, 1));
            }
        }
    }

    /// <summary>Averages each pixel with its neighbors, as a lens does.</summary>
    private static void Blur(Canvas canvas)
    {
        for (var line = 0; line < Size; line++)
        {
            Vector3 left = canvas[0, line], above = canvas[line, 0];
            for (var i = 1; i < Size - 1; i++)
            {
                var here = canvas[i, line];
                canvas[i, line] = (0.25f * left) + (0.5f * here) + (0.25f * canvas[i + 1, line]);
                left = here;
                here = canvas[line, i];
                canvas[line, i] = (0.25f * above) + (0.5f * here) + (0.25f * canvas[line, i + 1]);
                above = here;
            }
        }
    }
}
