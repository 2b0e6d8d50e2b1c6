using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime.Tests.Images;

public class ResamplerTests
{
    [Fact]
    public void Halving_uses_a_triangle_twice_as_wide()
    {
        // The center of the first result is 1. The source centers 0.5, 1.5 and 2.5 are 0.25, 0.25 and 0.75 of the support away: weights 3/7, 3/7, 1/7.
        var result = Resize(Gray(4, 1, 0, 70, 140, 210), 2, 1);

        Assert.Equal([(3 * 0 + 3 * 70 + 140) / 7f, (70 + 3 * 140 + 3 * 210) / 7f], result, Close);
    }

    [Fact]
    public void Doubling_is_plain_bilinear_with_half_pixel_centers()
    {
        Assert.Equal([100, 125, 175, 200], Resize(Gray(2, 1, 100, 200), 4, 1), Close);
        Assert.Equal([100, 125, 175, 200], Resize(Gray(1, 2, 100, 200), 1, 4), Close);
    }

    [Fact]
    public void The_same_size_returns_the_same_image()
    {
        var image = Noise(37, 23);
        var result = new float[image.Pixels.Length];

        Resampler.Resize(image, CropRectangle.Whole(image), 37, 23, result);

        Assert.Equal(image.Pixels.Select(b => (float)b), result);
    }

    [Theory]
    [InlineData(50, 33, 22, 22)]
    [InlineData(7, 5, 16, 9)]
    [InlineData(1, 1, 5, 3)]
    [InlineData(640, 3, 2, 7)]
    public void It_matches_the_filter_evaluated_in_two_dimensions(int width, int height, int toWidth, int toHeight)
    {
        var image = Noise(width, height);
        var crop = new CropRectangle(width * 0.1f, height * 0.2f, width * 0.7f, height * 0.75f);
        foreach (var part in new[] { CropRectangle.Whole(image), crop })
        {
            var result = new float[toWidth * toHeight * 3];
            Resampler.Resize(image, part, toWidth, toHeight, result);

            for (var y = 0; y < toHeight; y++)
            {
                for (var x = 0; x < toWidth; x++)
                {
                    for (var c = 0; c < 3; c++)
                        Assert.Equal(Expected(image, part, toWidth, toHeight, x, y, c), result[(((y * toWidth) + x) * 3) + c], 2e-3);
                }
            }
        }
    }

    [Fact]
    public void A_region_of_whole_pixels_returns_those_pixels()
    {
        var image = Noise(9, 9);
        var result = new float[3 * 2 * 3];

        Resampler.Resize(image, new CropRectangle(4, 5, 3, 2), 3, 2, result);

        for (var y = 0; y < 2; y++)
        {
            for (var i = 0; i < 9; i++) Assert.Equal(image.Pixels[((5 + y) * 27) + 12 + i], result[(y * 9) + i]);
        }
    }

    [Theory]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, 0, 0, 2)]
    [InlineData(0, 0, 5, 2)]
    [InlineData(0, 3, 2, 2)]
    [InlineData(float.NaN, 0, 2, 2)]
    public void A_region_outside_the_image_is_rejected(float x, float y, float width, float height)
    {
        var image = Noise(4, 4);

        var crop = new CropRectangle(x, y, width, height);
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(image, crop, 2, 2, new float[12]));
    }

    [Fact]
    public void Preparing_subtracts_the_mean_and_divides_by_the_standard_deviation()
    {
        var black = new RgbImage(1, 1, [0, 127, 255]);
        var result = new float[3];

        new ImagePreprocessor(1, 1).Prepare(black, result);
        Assert.Equal([-1f, (127 - 127.5f) / 127.5f, 1f], result);

        new ImagePreprocessor(1, 1, 0, 255).Prepare(black, result);
        Assert.Equal([0f, 127 / 255f, 1f], result);
        Assert.Throws<ArgumentException>(() => new ImagePreprocessor(2, 1).Prepare(black, result));
    }

    // The definition, term by term: all source pixels, weighted with the triangle filter in x times the triangle filter in y, normalized.
    private static double Expected(RgbImage image, CropRectangle part, int toWidth, int toHeight, int x, int y, int channel)
    {
        double sum = 0, weights = 0;
        double scaleX = part.Width / toWidth, scaleY = part.Height / toHeight;
        for (var v = 0; v < image.Height; v++)
        {
            var weightY = 1 - (Math.Abs(v + 0.5 - (part.Y + ((y + 0.5) * scaleY))) / Math.Max(1, scaleY));
            if (weightY <= 0) continue;
            for (var u = 0; u < image.Width; u++)
            {
                var weightX = 1 - (Math.Abs(u + 0.5 - (part.X + ((x + 0.5) * scaleX))) / Math.Max(1, scaleX));
                if (weightX <= 0) continue;
                sum += weightX * weightY * image.Pixels[(((v * image.Width) + u) * 3) + channel];
                weights += weightX * weightY;
            }
        }

        return sum / weights;
    }

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) < 1e-4f;

    private static RgbImage Gray(int width, int height, params byte[] levels) =>
        new(width, height, [.. levels.SelectMany(level => new[] { level, level, level })]);

    private static float[] Resize(RgbImage image, int width, int height)
    {
        var result = new float[width * height * 3];
        Resampler.Resize(image, CropRectangle.Whole(image), width, height, result);
        return [.. result.Where((_, i) => i % 3 == 1)];
    }

    private static RgbImage Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(width * 1000 + height).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
