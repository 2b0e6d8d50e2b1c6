using System.IO.Compression;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Images;

public class RgbImageTests
{
    [Fact]
    public void A_gray_JPEG_has_its_level_in_all_three_channels()
    {
        var image = RgbImage.Load(BlockJpeg.Gray(new byte[,] { { 10, 200 } }));

        Assert.Equal((16, 8), (image.Width, image.Height));
        Assert.Equal(new byte[] { 10, 10, 10 }, Pixel(image, 0, 0));
        Assert.Equal(new byte[] { 200, 200, 200 }, Pixel(image, 15, 7));
    }

    [Fact]
    public void A_color_JPEG_is_converted_by_the_JFIF_rule()
    {
        var image = RgbImage.Load(BlockJpeg.Color(new (byte, byte, byte)[,] { { (76, 85, 255), (128, 128, 128) } }));

        // R = Y + 1.402 (Cr - 128), G = Y - 0.344 (Cb - 128) - 0.714 (Cr - 128), B = Y + 1.772 (Cb - 128): pure red, within rounding.
        var red = Pixel(image, 3, 3);
        Assert.InRange(red[0], 253, 255);
        Assert.InRange(red[1], 0, 2);
        Assert.InRange(red[2], 0, 2);
        Assert.Equal(new byte[] { 128, 128, 128 }, Pixel(image, 12, 3));
    }

    // EXIF 2.3, table 7: where row 0 and column 0 as stored appear in the displayed image.
    [Theory]
    [InlineData(1, "top", "left")]
    [InlineData(2, "top", "right")]
    [InlineData(3, "bottom", "right")]
    [InlineData(4, "bottom", "left")]
    [InlineData(5, "left", "top")]
    [InlineData(6, "right", "top")]
    [InlineData(7, "right", "bottom")]
    [InlineData(8, "left", "bottom")]
    public void The_EXIF_orientation_turns_the_image_upright(int tag, string rowZero, string columnZero)
    {
        byte[,] levels = { { 20, 60, 100 }, { 140, 180, 220 } };
        foreach (var littleEndian in new[] { true, false })
        {
            var image = RgbImage.Load(BlockJpeg.Gray(levels, BlockJpeg.Exif(tag, littleEndian)));

            var transposed = rowZero is "left" or "right";
            Assert.Equal(transposed ? (16, 24) : (24, 16), (image.Width, image.Height));
            for (var row = 0; row < 2; row++)
            {
                for (var column = 0; column < 3; column++)
                {
                    var down = rowZero is "bottom" or "right" ? 1 - row : row;
                    var across = columnZero is "right" or "bottom" ? 2 - column : column;
                    var (x, y) = transposed ? (down, across) : (across, down);
                    Assert.Equal(levels[row, column], Pixel(image, (x * 8) + 1, (y * 8) + 6)[0]);
                }
            }
        }
    }

    public static TheoryData<string, byte[]> HostileExif => new()
    {
        { "empty", [] },
        { "name only", [.. "Exif\0\0"u8] },
        { "directory far away", [.. "Exif\0\0II"u8, 42, 0, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "directory at the end", [.. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8] },
        { "65535 entries, none there", [.. "Exif\0\0II"u8, 42, 0, 8, 0, 0, 0, 0xFF, 0xFF] },
        { "entry cut off", [.. "Exif\0\0II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1] },
        { "wrong type", [.. "Exif\0\0II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 9, 0, 1, 0, 0, 0, 6, 0, 0, 0] },
        { "value out of range", [.. "Exif\0\0II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 99, 0, 0, 0] },
        { "unknown byte order", [.. "Exif\0\0XX"u8, 42, 0, 8, 0, 0, 0, 1, 0] },
    };

    [Theory]
    [MemberData(nameof(HostileExif))]
    public void Damaged_EXIF_data_leaves_the_image_as_stored(string what, byte[] app1)
    {
        var image = RgbImage.Load(BlockJpeg.Gray(new byte[,] { { 50, 90 } }, BlockJpeg.Segment(0xE1, app1)));

        Assert.True(image.Width == 16 && Pixel(image, 0, 0)[0] == 50, what);
    }

    [Fact]
    public void A_PNG_is_read_without_its_alpha_channel()
    {
        var rgba = RgbImage.Load(TinyImage.Png(2, 1, 6, [1, 2, 3, 0, 4, 5, 6, 255]));
        var gray = RgbImage.Load(TinyImage.Png(1, 2, 0, [7, 8]));

        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, rgba.Pixels);
        Assert.Equal(new byte[] { 7, 7, 7, 8, 8, 8 }, gray.Pixels);
    }

    [Fact]
    public void A_BMP_is_read_top_down()
    {
        byte[] rgb = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

        Assert.Equal(rgb, RgbImage.Load(TinyImage.Bmp(2, 2, rgb)).Pixels);
    }

    [Fact]
    public void A_GIF_is_read() => Assert.Equal(new byte[] { 0, 0, 0, 255, 255, 255 }, RgbImage.Load(TinyImage.Gif()).Pixels);

    [Fact]
    public void A_truncated_BMP_or_GIF_is_unreadable()
    {
        var bmp = TinyImage.Bmp(2, 2, new byte[12]);
        var gif = TinyImage.Gif();

        for (var length = 0; length < bmp.Length; length++)
            Assert.Throws<ImageFormatException>(() => RgbImage.Load(bmp.AsSpan(0, length)));
        for (var length = 0; length < gif.Length - 1; length++)
            Assert.Throws<ImageFormatException>(() => RgbImage.Load(gif.AsSpan(0, length)));
    }

    [Fact]
    public void A_header_that_declares_too_many_pixels_is_rejected_before_decoding()
    {
        var wide = TinyImage.Png(1, 1, 2, [1, 2, 3]);
        wide[16] = 0x00;
        wide[17] = 0x01;
        wide[18] = 0x00; // width 65,537

        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(wide));

        Assert.Contains("65537x1", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("these are words")]
    [InlineData("BM")]
    [InlineData("GIF89a")]
    public void Data_that_is_not_an_image_is_unreadable(string content) =>
        Assert.Throws<ImageFormatException>(() => RgbImage.Load(System.Text.Encoding.ASCII.GetBytes(content)));

    [Fact]
    public void Random_damage_never_causes_an_undocumented_exception()
    {
        byte[][] originals =
        [
            BlockJpeg.Color(new (byte, byte, byte)[,] { { (76, 85, 255), (128, 9, 128) } }, BlockJpeg.Exif(5, littleEndian: false)),
            TinyImage.Png(3, 2, 6, new byte[24]),
            TinyImage.Gif(),
            TinyImage.Bmp(3, 2, new byte[18]),
        ];
        var random = new Random(1);
        for (var i = 0; i < 4000; i++)
        {
            var damaged = (byte[])originals[i % originals.Length].Clone();
            for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(2, damaged.Length)] = (byte)random.Next(256);
            try
            {
                RgbImage.Load(damaged);
            }
            catch (ImageFormatException)
            {
                // The only documented exception for damaged files.
            }
        }
    }

    [Fact]
    public void The_content_determines_the_format_and_errors_name_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["really a bmp.jpg"], TinyImage.Bmp(1, 1, [9, 8, 7]));
        File.WriteAllText(folder["words.png"], "words");

        Assert.Equal(new byte[] { 9, 8, 7 }, RgbImage.Load(folder["really a bmp.jpg"]).Pixels);
        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(folder["words.png"]));
        Assert.Equal(folder["words.png"], error.FileName);
        Assert.Contains("words.png", error.Message);
        Assert.Throws<FileNotFoundException>(() => RgbImage.Load(folder["none", "none.png"]));
        Assert.Equal(folder["none.png"], Assert.Throws<FileNotFoundException>(() => RgbImage.Load(folder["none.png"])).FileName);
    }

    [Fact]
    public void A_stream_without_length_is_read_from_its_current_position()
    {
        var bytes = BlockJpeg.Gray(new byte[,] { { 42 } });
        using var stream = new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 };
        using var pipe = new DeflateStream(Deflated(bytes), CompressionMode.Decompress);

        Assert.Equal(42, RgbImage.Load(stream).Pixels[0]);
        Assert.Equal(42, RgbImage.Load(pipe).Pixels[0]);
    }

    [Fact]
    public void Real_photos_are_all_readable()
    {
        var photos = Directory.EnumerateFiles(ReferenceData.FlowerPhotos, "*.jpg", SearchOption.AllDirectories).Order().ToArray();
        for (var i = 0; i < photos.Length; i += 40) Assert.True(RgbImage.Load(photos[i]).Width > 100);
    }

    [Fact]
    public void Many_threads_can_decode_concurrently()
    {
        var images = Enumerable.Range(0, 8).Select(i => BlockJpeg.Gray(new byte[,] { { (byte)(i * 30) } })).ToArray();

        Parallel.For(0, 400, i => Assert.Equal(i % 8 * 30, RgbImage.Load(images[i % 8]).Pixels[0]));
    }

    private static MemoryStream Deflated(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(bytes);
        stream.Position = 0;
        return stream;
    }

    private static byte[] Pixel(RgbImage image, int x, int y) => image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3).ToArray();
}
