using FlowerModel.Runtime.Images;
using StbImageWriteSharp;

namespace FlowerModel.Trainer.Reporting.Analysis;

/// <summary>A small JPEG of an image.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Jpeg">The encoded image.</param>
internal sealed record Thumbnail(int Width, int Height, byte[] Jpeg)
{
    /// <summary>The longest side in pixels.</summary>
    public const int MaxSide = 128;

    private const int Quality = 70;

    /// <summary>Draws an image smaller, with its shape; an image that is small already keeps its size.</summary>
    public static Thumbnail Of(RgbImage image)
    {
        var scale = Math.Min(1, (double)MaxSide / Math.Max(image.Width, image.Height));
        var (width, height) = (Scaled(image.Width), Scaled(image.Height));
        var samples = new float[width * height * 3];
        new ImagePreprocessor(width, height, mean: 0, standardDeviation: 1).Prepare(image, samples);
        byte[] pixels = [.. samples.Select(sample => (byte)Math.Clamp(sample + 0.5f, 0, 255))];
        using var jpeg = new MemoryStream();
        new ImageWriter().WriteJpg(pixels, width, height, ColorComponents.RedGreenBlue, jpeg, Quality);
        return new Thumbnail(width, height, jpeg.ToArray());

        int Scaled(int side) => Math.Max(1, (int)Math.Round(side * scale));
    }
}
