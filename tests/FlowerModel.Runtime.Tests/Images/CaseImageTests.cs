using FlowerModel.Runtime.Images;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>Images made after other people's bug reports, with the values that Pillow reads from them.</summary>
public class CaseImageTests
{
    // Decoders may round the inverse transform and the chroma differently.
    private const double Tolerance = 0.2;

    [Theory]
    [InlineData("04_cmyk_no_adobe_marker.jpg", 160, 107, 106.1, 89.4, 104.0)]
    [InlineData("09_missing_eoi.jpg", 160, 107, 106.1, 89.4, 104.0)]
    [InlineData("10_missing_eoi_zero_padded.jpg", 160, 107, 106.1, 89.4, 104.0)]
    [InlineData("49_png_exif6.png", 107, 160, 106.1, 89.3, 104.0)]
    [InlineData("56_png_no_iend.png", 160, 107, 106.1, 89.3, 104.0)]
    public void An_image_has_the_right_size_and_mean_color(string name, int width, int height, double red, double green, double blue)
    {
        var image = RgbImage.Load(ReferenceData.Case(name));

        Assert.Equal((width, height), (image.Width, image.Height));
        double[] expected = [red, green, blue];
        for (var channel = 0; channel < 3; channel++)
            Assert.InRange(Mean(image, channel), expected[channel] - Tolerance, expected[channel] + Tolerance);
    }

    [Theory]
    [InlineData("60_arithmetic.jpg", "arithmetic coding is not supported")]
    [InlineData("71_rle.bmp", "run-length BMP is not supported")]
    [InlineData("17_webp_named.jpg", "WebP format is not supported")]
    [InlineData("77_heic_named.jpg", "HEIC format is not supported")]
    public void An_image_that_is_not_supported_is_named(string name, string reason)
    {
        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(ReferenceData.Case(name)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("JPEG or PNG", error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A case that is added to the folder is read, or rejected with a reason that says more than that it is damaged.</summary>
    [Fact]
    public void Every_image_is_read_or_named()
    {
        string[] extensions = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".heic", ".avif"];
        var images = Directory.EnumerateFiles(ReferenceData.Cases).Where(path => extensions.Contains(Path.GetExtension(path))).Order().ToArray();
        Assert.NotEmpty(images);
        foreach (var path in images)
        {
            try
            {
                Assert.True(RgbImage.Load(path).Width > 1);
            }
            catch (ImageFormatException error)
            {
                Assert.Contains("is not supported; convert the image to", error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static double Mean(RgbImage image, int channel)
    {
        var sum = 0L;
        for (var i = channel; i < image.Pixels.Length; i += 3) sum += image.Pixels[i];
        return sum / (double)(image.Width * image.Height);
    }
}
