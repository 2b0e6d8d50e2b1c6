using System.Security.Cryptography;
using FlowerModel.Testing;
using SkiaSharp;

namespace FlowerModel.Samples.Tests;

public sealed class CommittedImagesTests
{
    private static readonly string[] ClassNames = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    private static string Folder(string name) => Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", name);

    [Fact]
    public void The_images_are_smaller_than_five_megabytes()
    {
        var bytes = new[] { "flowers", "unseen" }
            .SelectMany(name => Directory.GetFiles(Folder(name), "*", SearchOption.AllDirectories)).Sum(file => new FileInfo(file).Length);
        Assert.InRange(bytes, 1, 5_000_000);
    }

    [Theory]
    [InlineData("flowers", 80, 120)]
    [InlineData("unseen", 1, 2)]
    public void Every_class_contains_only_its_images(string set, int least, int most)
    {
        Assert.Equal(ClassNames, Directory.GetDirectories(Folder(set)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var name in ClassNames)
        {
            var files = Directory.GetFiles(Path.Combine(Folder(set), name));
            Assert.InRange(files.Length, least, most);
            Assert.All(files, file => Assert.Matches(@"^\d{3}\.jpg$", Path.GetFileName(file)));
        }
    }

    [Theory]
    [InlineData("flowers")]
    [InlineData("unseen")]
    public void Every_image_decodes(string set)
    {
        foreach (var file in Directory.GetFiles(Folder(set), "*.jpg", SearchOption.AllDirectories))
        {
            using var codec = SKCodec.Create(file);
            Assert.True(codec is not null, file);
            Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
            using var image = new SKBitmap(codec.Info);
            Assert.Equal(SKCodecResult.Success, codec.GetPixels(image.Info, image.GetPixels()));
            Assert.Equal((160, 160), (image.Width, image.Height));
        }
    }

    [Fact]
    public void All_images_differ_so_the_unseen_images_are_unseen()
    {
        var hashes = new[] { "flowers", "unseen" }
            .SelectMany(name => Directory.GetFiles(Folder(name), "*.jpg", SearchOption.AllDirectories))
            .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))).ToList();
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }
}
