using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>What the components of a JPEG are, by libjpeg's rules (jdapimin.c, default_decompress_parms).</summary>
public class JpegColorTests
{
    private static readonly byte[] Numbered = [1, 2, 3];
    private static readonly byte[] Named = [.. "RGB"u8];

    public static TheoryData<string, byte[], byte[][], bool> ThreeComponents => new()
    {
        { "numbered, no segment", Numbered, [], false },
        { "named R, G and B, no segment", Named, [], true },
        { "other identifiers, no segment", [10, 20, 30], [], false },
        { "JFIF", Numbered, [BlockJpeg.Jfif()], false },
        { "JFIF, named R, G and B", Named, [BlockJpeg.Jfif()], false },
        { "Adobe 0", Numbered, [BlockJpeg.Adobe(0)], true },
        { "Adobe 1", Numbered, [BlockJpeg.Adobe(1)], false },
        { "Adobe 1, named R, G and B", Named, [BlockJpeg.Adobe(1)], false },
        { "JFIF and Adobe 0", Numbered, [BlockJpeg.Jfif(), BlockJpeg.Adobe(0)], false },
        { "JFIF and Adobe 0, named R, G and B", Named, [BlockJpeg.Jfif(), BlockJpeg.Adobe(0)], false },
    };

    [Theory]
    [MemberData(nameof(ThreeComponents))]
    public void Three_components_are_YCbCr_unless_the_file_says_RGB(string what, byte[] ids, byte[][] segments, bool isRgb)
    {
        var pixel = RgbImage.Load(BlockJpeg.Components(ids, [100, 128, 200], segments)).Pixels.AsSpan(0, 3).ToArray();

        // R = Y + 1.402 (Cr - 128), G = Y - 0.714 (Cr - 128), B = Y, within rounding.
        byte[] expected = isRgb ? [100, 128, 200] : [201, 49, 100];
        for (var i = 0; i < 3; i++) Assert.True(Math.Abs(pixel[i] - expected[i]) <= 1, $"{what}: {string.Join(' ', pixel)}");
    }

    public static TheoryData<string, byte[][], bool> FourComponents => new()
    {
        { "no segment", [], false },
        { "JFIF", [BlockJpeg.Jfif()], false },
        { "Adobe 0", [BlockJpeg.Adobe(0)], false },
        { "Adobe 2", [BlockJpeg.Adobe(2)], true },
        { "Adobe 1", [BlockJpeg.Adobe(1)], true },
    };

    [Theory]
    [MemberData(nameof(FourComponents))]
    public void Four_components_are_CMYK_unless_an_Adobe_segment_says_YCCK(string what, byte[][] segments, bool isYcck)
    {
        var pixel = RgbImage.Load(BlockJpeg.Components([1, 2, 3, 4], [100, 128, 200, 128], segments)).Pixels.AsSpan(0, 3).ToArray();

        // Inverted CMYK: R = (stored C) * (stored K) / 255. YCCK stores 255 - C, M and Y as YCbCr.
        byte[] expected = isYcck ? [27, 103, 78] : [50, 64, 100];
        for (var i = 0; i < 3; i++) Assert.True(Math.Abs(pixel[i] - expected[i]) <= 1, $"{what}: {string.Join(' ', pixel)}");
    }
}
