using System.Globalization;
using FlowerModel.Runtime.Images;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Features;

/// <summary>
/// A view of an image: 0 is the whole image; every other one is a random crop (0.35 to 1 of the area, stretched to the input size),
/// randomly mirrored, with random saturation, color cast, brightness and contrast. It depends only on the seed, the image's content and the view number,
/// so it is independent of order and other images.
/// </summary>
internal static class ImageView
{
    private const double SmallestArea = 0.35;
    private const double WidestAspect = 4.0 / 3.0;
    private const double Brightness = 0.15; // of the range from black to white
    private const double Contrast = 0.25;
    private const double Saturation = 0.4;
    private const double Cast = 0.1; // of half the range from black to white: toward red or blue, toward green or magenta

    /// <summary>Prepares a view.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="preprocessor">Size and normalization of the network's input.</param>
    /// <param name="imageSha256">SHA-256 of the image's file in hexadecimal digits.</param>
    /// <param name="view">Number of the view.</param>
    /// <param name="seed">Seed of the views.</param>
    /// <param name="destination">Receives height × width × RGB, normalized.</param>
    public static void Prepare(
        RgbImage image, ImagePreprocessor preprocessor, string imageSha256, int view, ulong seed, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(preprocessor);
        ArgumentNullException.ThrowIfNull(imageSha256);
        if (view == 0)
        {
            preprocessor.Prepare(image, destination);
            return;
        }

        var content = ulong.Parse(imageSha256.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var random = new RandomStream(new RandomStream(seed ^ content).NextBits() + (ulong)view);
        preprocessor.Prepare(image, RandomCrop(image, ref random), destination);
        if (random.NextDouble() < 0.5) Mirror(destination, preprocessor.Width);
        // Half of the range from black to white, 1 for a network whose pixels are in [-1, 1].
        var half = 127.5f / preprocessor.StandardDeviation;
        ChangeColor(
            destination,
            (float)random.Uniform(1 - Saturation, 1 + Saturation),
            (float)random.Uniform(-Cast, Cast) * half,
            (float)random.Uniform(-Cast, Cast) * half);
        ChangeLight(
            destination,
            (float)random.Uniform(-2 * Brightness, 2 * Brightness) * half,
            (float)random.Uniform(1 - Contrast, 1 + Contrast),
            black: -preprocessor.Mean / preprocessor.StandardDeviation,
            white: (255 - preprocessor.Mean) / preprocessor.StandardDeviation);
    }

    /// <summary>A crop of random area and aspect ratio; after ten attempts that do not fit, the largest centered square.</summary>
    internal static CropRectangle RandomCrop(RgbImage image, ref RandomStream random)
    {
        double area = (double)image.Width * image.Height;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var target = area * random.Uniform(SmallestArea, 1);
            var aspect = PortableMath.Exp(random.Uniform(-PortableMath.Log(WidestAspect), PortableMath.Log(WidestAspect)));
            var width = Math.Floor(Math.Sqrt(target * aspect));
            var height = Math.Floor(Math.Sqrt(target / aspect));
            if (width < 1 || height < 1 || width > image.Width || height > image.Height) continue;
            var x = random.Below(image.Width - (int)width + 1);
            var y = random.Below(image.Height - (int)height + 1);
            return new CropRectangle(x, y, (float)width, (float)height);
        }

        var side = Math.Min(image.Width, image.Height);
        return new CropRectangle((image.Width - side) / 2, (image.Height - side) / 2, side, side);
    }

    private static void Mirror(Span<float> pixels, int width)
    {
        for (var row = 0; row < pixels.Length; row += width * 3)
        {
            for (int left = row, right = row + ((width - 1) * 3); left < right; left += 3, right -= 3)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    (pixels[left + channel], pixels[right + channel]) = (pixels[right + channel], pixels[left + channel]);
                }
            }
        }
    }

    private static void ChangeColor(Span<float> pixels, float saturation, float warmth, float tint)
    {
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var gray = Luma.Of(pixels[i], pixels[i + 1], pixels[i + 2]);
            pixels[i] = gray + ((pixels[i] - gray) * saturation) + warmth;
            pixels[i + 1] = gray + ((pixels[i + 1] - gray) * saturation) + tint;
            pixels[i + 2] = gray + ((pixels[i + 2] - gray) * saturation) - warmth;
        }
    }

    private static void ChangeLight(Span<float> pixels, float brightness, float contrast, float black, float white)
    {
        var mean = 0.0;
        foreach (var value in pixels) mean += value;
        var middle = (float)(mean / pixels.Length);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Math.Clamp(((pixels[i] - middle) * contrast) + middle + brightness, black, white);
        }
    }
}
