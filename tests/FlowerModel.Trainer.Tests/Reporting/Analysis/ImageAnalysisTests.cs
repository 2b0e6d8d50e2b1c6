using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Tests.Reporting.Analysis;

public sealed class ImageAnalysisTests
{
    [Theory]
    [InlineData(640, 320, 128, 64)]
    [InlineData(100, 300, 43, 128)]
    [InlineData(20, 10, 20, 10)]
    [InlineData(5000, 3, 128, 1)]
    public void A_thumbnail_can_be_decoded_and_keeps_shape_and_colors(int width, int height, int smallWidth, int smallHeight)
    {
        // The left half is red, the right half blue.
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++) pixels[(3 * i) + (i % width < width / 2 ? 0 : 2)] = 230;

        var thumbnail = Thumbnail.Of(new RgbImage(width, height, pixels));

        var decoded = RgbImage.Load(thumbnail.Jpeg);
        Assert.Equal((smallWidth, smallHeight), (decoded.Width, decoded.Height));
        Assert.Equal((smallWidth, smallHeight), (thumbnail.Width, thumbnail.Height));
        AssertColor([230, 0, 0], x: 0);
        AssertColor([0, 0, 230], x: smallWidth - 1);

        void AssertColor(int[] expected, int x)
        {
            for (var channel = 0; channel < 3; channel++) Assert.InRange((int)decoded.Pixels[(3 * x) + channel], expected[channel] - 25, expected[channel] + 25);
        }
    }

    [Theory]
    [InlineData(500, 333, null)]
    [InlineData(63, 63, "It is only 63 × 63 pixels; the model looks at 128 × 128")]
    [InlineData(64, 20, null)]
    [InlineData(900, 200, "It is 900 × 200 pixels, so stretching it to a square changes its shape 4.5 times")]
    [InlineData(100, 600, "It is 100 × 600 pixels, so stretching it to a square changes its shape 6.0 times")]
    public void Tiny_and_elongated_images_are_suspicious(int width, int height, string? reason) =>
        Assert.Equal(reason, SuspiciousImages.Describe(width, height, side: 128));

    [Fact]
    public void Precision_recall_and_F1_are_those_of_the_definition()
    {
        // Of 4 images of the first class 3 are found; 1 of 2 of the second is taken for the first; the third has neither images nor answers.
        var figures = ClassFigures.Of([[3, 1, 0], [1, 1, 0], [0, 0, 0]]);
        Assert.Equal((0.75, 0.75, 0.75), (figures[0].Precision, figures[0].Recall, figures[0].F1));
        Assert.Equal((0.5, 0.5, 0.5), (figures[1].Precision, figures[1].Recall, figures[1].F1));
        Assert.Equal(((double?)null, (double?)null, (double?)null), (figures[2].Precision, figures[2].Recall, figures[2].F1));
    }
}
