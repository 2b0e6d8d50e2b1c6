using System.Buffers.Binary;
using FlowerModel.Fuzzing;
using FlowerModel.Fuzzing.Images;
using FlowerModel.Runtime.Images;
using StbImageSharp;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>Images of all kinds, valid and damaged. The pixels are compared with those of StbImageSharp, an independent decoder.</summary>
public class HostileImageTests
{
    // StbImageSharp does not read arithmetic coding. It takes CMYK and YCCK with an Adobe segment, as written by libjpeg.
    public static TheoryData<string> Readable => [.. ImageSeeds.All.Select(seed => seed.Name).Where(name => name != "arithmetic.jpg")];

    // Of an animation, the first frame is enough.
    public static TheoryData<string> OfOneFrame => [.. ImageSeeds.All.Select(seed => seed.Name).Where(name => name != "animated.gif")];

    [Theory]
    [MemberData(nameof(Readable))]
    public void An_image_of_each_kind_has_the_pixels_of_another_decoder(string name)
    {
        var bytes = ImageSeeds.Named(name);
        var expected = ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue);

        var actual = RgbImage.Load(bytes);

        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Data, actual.Pixels);
    }

    [Fact]
    public void Arithmetic_coding_is_named() => Assert.Contains(
        "arithmetic coding is not supported",
        Assert.Throws<ImageFormatException>(() => RgbImage.Load(ImageSeeds.Named("arithmetic.jpg"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Of_an_animation_the_first_frame_is_read() =>
        Assert.Equal(RgbImage.Load(ImageSeeds.Named("one frame.gif")).Pixels, RgbImage.Load(ImageSeeds.Named("animated.gif")).Pixels);

    [Theory]
    [MemberData(nameof(OfOneFrame))]
    public void An_image_without_its_second_half_is_refused(string name)
    {
        var bytes = ImageSeeds.Named(name);

        Assert.Throws<ImageFormatException>(() => RgbImage.Load(bytes.AsSpan(0, bytes.Length / 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void A_PNG_of_one_pixel_is_read(int color)
    {
        foreach (var interlaced in new[] { false, true })
        {
            var bytes = PngWriter.Write(1, 1, color, 8, interlaced);
            Assert.Equal(ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue).Data, RgbImage.Load(bytes).Pixels);
        }
    }

    [Fact]
    public void A_JPEG_of_one_pixel_is_read()
    {
        var bytes = WithSize(ImageSeeds.Named("baseline-420.jpg"), 1, 1);

        Assert.Equal(ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue).Data, RgbImage.Load(bytes).Pixels);
    }

    [Theory]
    [InlineData(65535, 65535)]
    [InlineData(65535, 2049)]
    [InlineData(11600, 11600)]
    public void A_JPEG_that_declares_too_many_pixels_is_refused_before_memory_is_taken(int width, int height)
    {
        var bytes = WithSize(ImageSeeds.Named("progressive-420.jpg"), width, height);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(bytes));

        Assert.Contains($"{width}x{height}", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, ImageContract.Floor);
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(40, 0)]
    public void A_JPEG_without_size_is_refused(int width, int height) =>
        Assert.Throws<ImageFormatException>(() => RgbImage.Load(WithSize(ImageSeeds.Named("baseline-420.jpg"), width, height)));

    /// <summary>A component that no scan contains has no samples; other decoders show what was in memory.</summary>
    [Fact]
    public void A_JPEG_without_the_scan_of_a_component_is_refused()
    {
        var whole = ImageSeeds.Named("separate-scans.jpg");
        var last = whole.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);

        Assert.Throws<ImageFormatException>(() => RgbImage.Load([.. whole[..last], 0xFF, 0xD9]));
    }

    [Fact]
    public void A_JPEG_without_a_restart_marker_is_refused()
    {
        var whole = (byte[])ImageSeeds.Named("restart.jpg").Clone();
        var restart = whole.AsSpan().IndexOf<byte>([0xFF, 0xD0]);
        whole[restart + 1] = 0;

        Assert.Throws<ImageFormatException>(() => RgbImage.Load(whole));
    }

    [Fact]
    public void A_JPEG_of_thousands_of_scans_is_refused()
    {
        var whole = ImageSeeds.Named("progressive-420.jpg");
        var scan = whole.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);
        byte[] many = [.. whole[..^2], .. Enumerable.Repeat(whole[scan..^2], 5000).SelectMany(bytes => bytes), 0xFF, 0xD9];

        Assert.Throws<ImageFormatException>(() => RgbImage.Load(many));
    }

    /// <summary>Found by fuzzing: the library read the missing data of this file byte by byte, for more than a minute.</summary>
    [Fact]
    public void A_large_JPEG_without_image_data_and_end_is_refused_in_bounded_time()
    {
        var whole = WithSize(ImageSeeds.Named("cmyk.jpg"), 32808, 1054);

        Assert.Equal(ImageOutcome.Refused, ImageContract.Check(whole[..^20]));
    }

    [Fact]
    public void Damaged_images_are_decoded_or_refused_in_bounded_time_and_memory()
    {
        var mutator = new ImageMutator(ImageSeeds.All, seed: 20);

        var result = Campaign.Run(mutator.Make, ImageContract.Check, start: 0, count: 10_000, threads: 2);

        Assert.Empty(result.Findings.Select(finding => $"{finding.Index} from {finding.Seed}: {finding.Error}"));
        Assert.All(result.Inputs, outcome => Assert.True(outcome.Value > 1000, $"{outcome}"));
    }

    /// <summary>Returns a JPEG that declares another size.</summary>
    internal static byte[] WithSize(byte[] jpeg, int width, int height)
    {
        var changed = (byte[])jpeg.Clone();
        var frame = changed.AsSpan().IndexOfAny<byte>([0xC0, 0xC2]);
        while (changed[frame - 1] != 0xFF) frame += 1 + changed.AsSpan(frame + 1).IndexOfAny<byte>([0xC0, 0xC2]);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(frame + 4), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(frame + 6), (ushort)width);
        return changed;
    }
}
