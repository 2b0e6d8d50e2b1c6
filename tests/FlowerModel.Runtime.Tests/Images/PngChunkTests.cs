using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>The chunks of a PNG that change how its pixels are read.</summary>
public class PngChunkTests
{
    private static readonly byte[] Tiff6 = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void The_orientation_of_an_eXIf_chunk_turns_the_image_upright()
    {
        foreach (var content in (byte[][])[Tiff6, [.. "Exif\0\0"u8, .. Tiff6]])
        {
            var image = RgbImage.Load(TinyImage.Png(3, 1, 0, 8, [10, 20, 30], TinyImage.Chunk("eXIf", content)));

            Assert.Equal((1, 3), (image.Width, image.Height));
            Assert.Equal(new byte[] { 10, 10, 10, 20, 20, 20, 30, 30, 30 }, image.Pixels);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("MM")]
    [InlineData("these are words")]
    public void A_damaged_eXIf_chunk_leaves_the_image_as_stored(string content)
    {
        var chunk = TinyImage.Chunk("eXIf", System.Text.Encoding.ASCII.GetBytes(content));
        Assert.Equal(3, RgbImage.Load(TinyImage.Png(3, 1, 0, 8, [10, 20, 30], chunk)).Width);
    }

    // 12 significant bits: 0, a quarter, a half and 1 of the full range, and a sample with a low bit.
    [Fact]
    public void Samples_in_the_low_bits_are_scaled_by_their_significant_bits() => Assert.Equal(
        new byte[] { 0, 64, 128, 255, 1 },
        Gray([0, 1024, 2048, 4095, 17], TinyImage.Chunk("sBIT", [12])));

    [Fact]
    public void Samples_that_are_scaled_up_as_the_specification_wants_keep_their_high_byte()
    {
        ushort[] dark = [0, 0x0010, 0x0FF0, 0x0200];

        Assert.Equal(new byte[] { 0, 0x40, 0x80, 0xFF }, Gray([0, 0x4004, 0x8008, 0xFFFF], TinyImage.Chunk("sBIT", [12])));
        Assert.Equal(new byte[] { 0, 0, 0x0F, 2 }, Gray(dark, TinyImage.Chunk("sBIT", [12])));
        Assert.Equal(new byte[] { 0, 0x04, 0x0F }, Gray([0, 0x0401, 0x0FFF]));
        Assert.Equal(new byte[] { 0, 0x04, 0x0F }, Gray([0, 0x0401, 0x0FFF], TinyImage.Chunk("sBIT", [16])));
    }

    [Fact]
    public void Each_channel_has_its_own_significant_bits()
    {
        var png = TinyImage.Png(1, 1, 6, 16, Samples([1023, 4095, 51, 65535]), TinyImage.Chunk("sBIT", [10, 12, 8, 16]));

        Assert.Equal(new byte[] { 255, 255, 51 }, RgbImage.Load(png).Pixels);
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 200 })]
    [InlineData(new byte[] { 1 })]
    public void An_invalid_sBIT_chunk_is_ignored(byte[] bits) =>
        Assert.Equal(new byte[] { 0, 0x04, 0x0F }, Gray([0, 0x0401, 0x0FFF], TinyImage.Chunk("sBIT", bits)));

    private static byte[] Gray(ushort[] samples, params byte[][] chunks)
    {
        var pixels = RgbImage.Load(TinyImage.Png(samples.Length, 1, 0, 16, Samples(samples), chunks)).Pixels;
        return [.. pixels.Where((_, i) => i % 3 == 0)];
    }

    private static byte[] Samples(ushort[] samples) => [.. samples.SelectMany(sample => (byte[])[(byte)(sample >> 8), (byte)sample])];
}
