using System.Globalization;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Features;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Lessons;

/// <summary>
/// A view of an image, the same for teacher and student except for its size (Beyer et al. 2022). View 0 is the whole image; the others are
/// random crops with changed brightness, contrast and saturation, and every fourth one is blended with a crop of another image. A view
/// depends only on seed, image content and view number.
/// </summary>
internal sealed class TeachingView
{
    private const double SmallestArea = 0.15;
    private const double WidestAspect = 4.0 / 3.0;
    private readonly Part first;
    private readonly Part? second;
    private readonly float share;

    private TeachingView(Part first, Part? second, float share) => (this.first, this.second, this.share) = (first, second, share);

    /// <summary>Determines a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="sha256">SHA-256 of its file in hexadecimal digits.</param>
    /// <param name="view">Number of the view.</param>
    /// <param name="seed">Seed of all views.</param>
    /// <param name="partner">Returns the image to blend with for a random number in [0, 1).</param>
    public static TeachingView Of(RgbImage image, string sha256, int view, ulong seed, Func<double, RgbImage> partner)
    {
        if (view == 0) return new TeachingView(Part.Whole(image), null, 1);
        var content = ulong.Parse(sha256.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var random = new RandomStream(new RandomStream(seed ^ content).NextBits() + (ulong)view);
        var first = Part.Random(image, ref random);
        return view % 4 == 3
            ? new TeachingView(first, Part.Random(partner(random.NextDouble()), ref random), (float)random.Uniform(0.35, 0.9))
            : new TeachingView(first, null, 1);
    }

    /// <summary>Draws the view at the size of a network's input.</summary>
    /// <param name="size">Size of the input; its values are height x width x RGB in [-1, 1].</param>
    /// <param name="destination">Receives the values.</param>
    public void Draw(ImagePreprocessor size, Span<float> destination)
    {
        first.Draw(size, destination);
        if (second is null) return;
        var other = new float[destination.Length];
        second.Draw(size, other);
        for (var i = 0; i < other.Length; i++) destination[i] = (share * destination[i]) + ((1 - share) * other[i]);
    }

    /// <summary>A crop of an image with changed brightness, contrast and saturation.</summary>
    private sealed record Part(RgbImage Image, CropRectangle Crop, float Brightness, float Contrast, float Saturation)
    {
        public static Part Whole(RgbImage image) => new(image, CropRectangle.Whole(image), 0, 1, 1);

        public static Part Random(RgbImage image, ref RandomStream random) => new(
            image,
            RandomCrop(image, ref random),
            (float)random.Uniform(-0.3, 0.3),
            (float)random.Uniform(0.7, 1.3),
            (float)random.Uniform(0.6, 1.4));

        public void Draw(ImagePreprocessor size, Span<float> destination)
        {
            size.Prepare(Image, Crop, destination);
            for (var i = 0; i < destination.Length; i += 3)
            {
                // Brightness and contrast are relative to middle gray, so that both sizes change alike.
                var gray = Luma.Of(destination[i], destination[i + 1], destination[i + 2]);
                for (var channel = i; channel < i + 3; channel++)
                {
                    var color = gray + ((destination[channel] - gray) * Saturation);
                    destination[channel] = Math.Clamp((color * Contrast) + Brightness, -1f, 1f);
                }
            }
        }

        private static CropRectangle RandomCrop(RgbImage image, ref RandomStream random)
        {
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var area = (double)image.Width * image.Height * random.Uniform(SmallestArea, 1);
                var aspect = PortableMath.Exp(random.Uniform(-PortableMath.Log(WidestAspect), PortableMath.Log(WidestAspect)));
                var width = Math.Floor(Math.Sqrt(area * aspect));
                var height = Math.Floor(Math.Sqrt(area / aspect));
                if (width < 1 || height < 1 || width > image.Width || height > image.Height) continue;
                return new CropRectangle(
                    random.Below(image.Width - (int)width + 1), random.Below(image.Height - (int)height + 1), (float)width, (float)height);
            }

            return CropRectangle.Whole(image);
        }
    }
}
