using System.Security.Cryptography;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Testing;
using FlowerModel.Trainer.Reporting.Page;
using FlowerModel.Trainer.Tests.Golden;

namespace FlowerModel.Trainer.Tests.Reporting.Page;

public sealed class GalleryTests : IDisposable
{
    private static readonly byte[] Model = File.ReadAllBytes(Path.Combine(GoldenWorkspace.Committed, "small.float32.tflite"));
    private readonly TemporaryFolder folder = new();
    private readonly Manifest manifest;

    public GalleryTests()
    {
        Directory.CreateDirectory(folder["photos", "daisy"]);
        var photo = File.ReadAllBytes(Path.Combine(GoldenWorkspace.Committed, "photo.jpg"));
        ManifestEntry[] entries = [.. Enumerable.Range(0, 3).Select(number =>
        {
            byte[] bytes = number == 2 ? [1, 2, 3] : [.. photo, (byte)number];
            File.WriteAllBytes(folder["photos", "daisy", $"{number}.jpg"], bytes);
            return new ManifestEntry("daisy", $"daisy/{number}.jpg", Convert.ToHexStringLower(SHA256.HashData(bytes)), 1, Subset.Train);
        })];
        manifest = new Manifest(folder["photos"], entries);
    }

    private string Damaged => manifest.Entries[2].Sha256;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Kept_previews_are_those_of_the_first_page_and_need_no_image()
    {
        Exhibit[] exhibits = [Of(0, 1), Of(0, 2), Of(1)];
        var first = Open(exhibits);
        Assert.True(first.HasMaps);
        foreach (var entry in manifest.Entries) File.Delete(manifest.FullPath(entry));

        var second = Open(exhibits);

        Assert.True(second.HasMaps);
        foreach (var exhibit in exhibits)
        {
            var (expected, thumbnail) = (first.ThumbnailOf(exhibit.Sha256)!, second.ThumbnailOf(exhibit.Sha256)!);
            Assert.Equal((expected.Width, expected.Height), (thumbnail.Width, thumbnail.Height));
            Assert.Equal(expected.Jpeg, thumbnail.Jpeg);
            Assert.Equal(first.MapOf(exhibit)?.Width, second.MapOf(exhibit)?.Width);
            Assert.Equal(first.MapOf(exhibit)?.Levels, second.MapOf(exhibit)?.Levels);
        }

        Assert.NotNull(second.MapOf(Of(0, 2)));
        Assert.Null(second.MapOf(Of(1)));
    }

    [Fact]
    public void A_map_of_another_class_and_a_new_image_are_added()
    {
        Open(Of(0, 1));
        var gallery = Open(Of(0, 2), Of(1, 0));
        Assert.NotNull(gallery.MapOf(Of(0, 1)));
        Assert.NotNull(gallery.MapOf(Of(0, 2)));
        Assert.NotNull(gallery.MapOf(Of(1, 0)));
    }

    [Fact]
    public void An_image_that_cannot_be_read_has_no_preview()
    {
        for (var page = 0; page < 2; page++) Assert.Null(Open(new Exhibit(Damaged, 0), Of(0)).ThumbnailOf(Damaged));
    }

    [Fact]
    public void An_image_with_other_bytes_is_an_error()
    {
        File.AppendAllText(manifest.FullPath(manifest.Entries[0]), "changed");
        Assert.Throws<ImageChangedException>(() => Open(Of(0)));
    }

    [Fact]
    public void Previews_of_another_model_and_damaged_ones_are_not_used()
    {
        var expected = Open(Of(0, 1)).MapOf(Of(0, 1))!.Levels;
        Assert.Null(KeptPreviews.Open(folder["previews"], "other").HasMaps);
        var file = Assert.Single(Directory.GetFiles(folder["previews"]));
        var bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Null(KeptPreviews.Open(folder["previews"], "model").HasMaps);
        Assert.Equal(expected, Open(Of(0, 1)).MapOf(Of(0, 1))!.Levels);
    }

    [Fact]
    public void Nothing_is_kept_without_a_folder()
    {
        Gallery.Open(manifest, Model, [Of(0)], KeptPreviews.Open("", "model"), CancellationToken.None);
        Assert.False(Directory.Exists(folder["previews"]));
    }

    private Exhibit Of(int image, int? answer = null) => new(manifest.Entries[image].Sha256, answer);

    private Gallery Open(params Exhibit[] exhibits) =>
        Gallery.Open(manifest, Model, exhibits, KeptPreviews.Open(folder["previews"], "model"), CancellationToken.None);
}
