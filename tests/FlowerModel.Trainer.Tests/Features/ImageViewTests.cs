using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Tests.Features;

public class ImageViewTests
{
    private static readonly string Content = new('7', 64);
    private static readonly ImagePreprocessor Preprocessor = new(32, 32);

    [Fact]
    public void View_0_is_the_unmodified_image_as_in_inference()
    {
        var image = Gradient(50, 40);
        var expected = new float[Preprocessor.Length];
        Preprocessor.Prepare(image, expected);

        Assert.Equal(expected, View(image, 0, 1));
    }

    [Fact]
    public void Other_views_differ_and_depend_only_on_seed_content_and_number()
    {
        var image = Gradient(50, 40);

        Assert.Equal(View(image, 1, 1), View(image, 1, 1));
        Assert.NotEqual(View(image, 1, 1), View(image, 2, 1));
        Assert.NotEqual(View(image, 1, 1), View(image, 1, 2));
        Assert.All(View(image, 3, 1), value => Assert.InRange(value, -1, 1));
    }

    [Fact]
    public void Views_do_not_depend_on_the_normalization_of_a_network()
    {
        var image = Gradient(50, 40);
        var bytes = new ImagePreprocessor(32, 32, mean: 0, standardDeviation: 1);
        var unnormalized = new float[bytes.Length];
        ImageView.Prepare(image, bytes, Content, 3, 1, unnormalized);

        Assert.All(View(image, 3, 1).Zip(unnormalized), pair => Assert.Equal(pair.First, (pair.Second - 127.5f) / 127.5f, 1e-4f));
    }

    [Theory]
    [InlineData(300, 200)]
    [InlineData(1, 1)]
    [InlineData(1000, 3)]
    public void A_crop_is_inside_the_image(int width, int height)
    {
        var image = Gradient(width, height);
        var random = new RandomStream(1);
        for (var round = 0; round < 200; round++)
        {
            var crop = ImageView.RandomCrop(image, ref random);
            Assert.InRange(crop.X, 0, width - crop.Width);
            Assert.InRange(crop.Y, 0, height - crop.Height);
            Assert.True(crop.Width >= 1 && crop.Height >= 1);
            if (width == 300) Assert.InRange(crop.Width * crop.Height / (width * height), 0.34, 1);
        }
    }

    private static float[] View(RgbImage image, int view, ulong seed)
    {
        var pixels = new float[Preprocessor.Length];
        ImageView.Prepare(image, Preprocessor, Content, view, seed, pixels);
        return pixels;
    }

    private static RgbImage Gradient(int width, int height) =>
        new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 7 / 3))]);
}
