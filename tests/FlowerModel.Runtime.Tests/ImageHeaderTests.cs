using System.Buffers.Binary;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Tests.Images;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests;

public sealed class ImageHeaderTests
{
    [Fact]
    public void Headers_have_the_size_of_the_decoded_image()
    {
        var pixels = new byte[5 * 3 * 3];
        Assert.Equal(new ImageHeader(ImageFileFormat.Bmp, 5, 3), ImageHeader.Read(TinyImage.Bmp(5, 3, pixels)));
        Assert.Equal(new ImageHeader(ImageFileFormat.Png, 5, 3), ImageHeader.Read(TinyImage.Png(5, 3, 2, pixels)));
        var gif = ImageHeader.Read(TinyImage.Gif());
        var decoded = RgbImage.Load(TinyImage.Gif());
        Assert.Equal(new ImageHeader(ImageFileFormat.Gif, decoded.Width, decoded.Height), gif);
    }

    [Fact]
    public void Headers_of_photographs_have_the_size_of_the_decoded_image()
    {
        var folder = Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "unseen");
        foreach (var path in Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Take(10))
        {
            var bytes = File.ReadAllBytes(path);
            var image = RgbImage.Load(bytes);
            Assert.Equal(new ImageHeader(ImageFileFormat.Jpeg, image.Width, image.Height), ImageHeader.Read(bytes));
        }
    }

    [Fact]
    public void Huge_sizes_are_reported_without_overflow()
    {
        var png = TinyImage.Png(5, 3, 2, new byte[5 * 3 * 3]);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), uint.MaxValue);
        Assert.Equal((long)int.MaxValue * int.MaxValue, ImageHeader.Read(png).PixelCount);
        var bmp = TinyImage.Bmp(5, 3, new byte[5 * 3 * 3]);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), int.MinValue);
        Assert.Equal(ImageFileFormat.Bmp, ImageHeader.Read(bmp).Format);
        Assert.True(ImageHeader.Read(bmp).PixelCount > 1_000_000_000);
    }

    [Fact]
    public void Formats_that_are_not_decoded_differ_from_files_that_are_not_images()
    {
        Assert.Equal(ImageFileFormat.Unsupported, ImageHeader.Read("RIFF\0\0\0\0WEBPVP8 "u8).Format);
        Assert.Equal(ImageFileFormat.Unsupported, ImageHeader.Read("%PDF-1.7"u8).Format);
        Assert.Equal(ImageFileFormat.Unknown, ImageHeader.Read("words"u8).Format);
        Assert.Equal(ImageFileFormat.Unknown, ImageHeader.Read([]).Format);
    }

    [Fact]
    public void Every_beginning_of_a_file_and_every_damaged_byte_has_a_header()
    {
        var jpeg = File.ReadAllBytes(Path.Combine(ReferenceData.RepositoryRoot, "sample", "FlowerApp", "unseen", "daisy", "001.jpg"))[..1000];
        foreach (var file in (byte[][])[jpeg, TinyImage.Gif(), TinyImage.Bmp(5, 3, new byte[45]), TinyImage.Png(5, 3, 2, new byte[45])])
        {
            var format = ImageHeader.Read(file).Format;
            for (var length = 8; length < file.Length; length++) Assert.Equal(format, ImageHeader.Read(file.AsSpan(0, length)).Format);
            for (var at = 0; at < file.Length; at++)
            {
                byte[] damaged = [.. file];
                damaged[at] ^= 0xFF;
                Assert.True(ImageHeader.Read(damaged).PixelCount >= 0);
            }
        }
    }
}
