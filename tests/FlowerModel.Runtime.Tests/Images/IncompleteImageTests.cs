using FlowerModel.Runtime.Images;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>A file that lacks only its end marker has the pixels of the whole file; a file that lacks image data is rejected.</summary>
public class IncompleteImageTests
{
    private static readonly byte[,] Levels = { { 10, 255, 0 }, { 90, 120, 250 } };

    public static TheoryData<string, byte[]> Jpegs => new()
    {
        { "baseline", BlockJpeg.Gray(Levels, BlockJpeg.Exif(6, littleEndian: true)) },
        { "progressive", BlockJpeg.Progressive(Levels) },
    };

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void A_JPEG_without_its_end_marker_has_the_same_pixels(string what, byte[] whole)
    {
        Assert.True(whole[^1] == 0xD9, what);
        var pixels = RgbImage.Load(whole).Pixels;

        Assert.Equal(pixels, RgbImage.Load(whole.AsSpan(0, whole.Length - 1)).Pixels);
        Assert.Equal(pixels, RgbImage.Load(whole.AsSpan(0, whole.Length - 2)).Pixels);
        Assert.Equal(pixels, RgbImage.Load([.. whole[..^2], .. new byte[700]]).Pixels);
        Assert.Equal(pixels, RgbImage.Load([.. whole[..^2], .. Enumerable.Repeat((byte)0xFF, 700)]).Pixels);
        Assert.Equal(pixels, RgbImage.Load([.. whole, .. "anything else"u8]).Pixels);
    }

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void A_truncated_JPEG_is_unreadable(string what, byte[] whole)
    {
        Assert.True(whole.Length > 100, what);
        for (var length = 0; length < whole.Length - 2; length++)
            Assert.Throws<ImageFormatException>(() => RgbImage.Load(whole.AsSpan(0, length)));
    }

    [Fact]
    public void A_progressive_JPEG_without_its_last_scan_is_unreadable()
    {
        var whole = BlockJpeg.Progressive(Levels);
        var lastScan = whole.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);

        Assert.Throws<ImageFormatException>(() => RgbImage.Load(whole.AsSpan(0, lastScan)));
        Assert.Throws<ImageFormatException>(() => RgbImage.Load([.. whole[..lastScan], .. new byte[500]]));
    }

    [Fact]
    public void A_real_photo_without_its_end_marker_has_the_same_pixels()
    {
        var photo = Photo();
        Assert.Equal([0xFF, 0xD9], photo[^2..]);
        var pixels = RgbImage.Load(photo).Pixels;

        Assert.Equal(pixels, RgbImage.Load(photo.AsSpan(0, photo.Length - 2)).Pixels);
        Assert.Equal(pixels, RgbImage.Load([.. photo[..^2], .. new byte[512]]).Pixels);
    }

    [Fact]
    public void A_truncated_real_photo_is_unreadable()
    {
        var photo = Photo();

        foreach (var kept in new[] { 0.1, 0.5, 0.9, 0.999 })
        {
            var part = photo[..(int)(photo.Length * kept)];
            Assert.Throws<ImageFormatException>(() => RgbImage.Load(part));
            Assert.Throws<ImageFormatException>(() => RgbImage.Load([.. part, .. new byte[100_000]]));
        }
    }

    [Fact]
    public void A_PNG_without_its_end_chunk_has_the_same_pixels()
    {
        byte[] samples = [1, 2, 3, 4, 5, 6];
        var whole = TinyImage.Png(2, 1, 2, samples);

        Assert.Equal(samples, RgbImage.Load(whole.AsSpan(0, whole.Length - 12)).Pixels);
        Assert.Equal(samples, RgbImage.Load(whole.AsSpan(0, whole.Length - 9)).Pixels);
        Assert.Equal(samples, RgbImage.Load([.. whole[..^12], .. new byte[300]]).Pixels);
    }

    [Fact]
    public void A_truncated_PNG_is_unreadable()
    {
        var samples = new byte[300];
        new Random(3).NextBytes(samples);
        var whole = TinyImage.Png(10, 10, 2, samples);

        // The end chunk (12 bytes), the checksums of the data chunk and of the compressed data (4 each), and the end of the compressed data do not
        // contribute to the image.
        for (var length = 0; length < whole.Length - 12 - 4 - 4 - 8; length++)
            Assert.Throws<ImageFormatException>(() => RgbImage.Load(whole.AsSpan(0, length)));
    }

    private static byte[] Photo() => File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(ReferenceData.FlowerPhotos, "tulips")).Order().First());
}
