using System.Text.RegularExpressions;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using StbImageSharp;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>Other formats are rejected, and the documentation does not promise to support them.</summary>
public class SupportedFormatsTests
{
    public static TheoryData<string> Foreign => [.. ForeignImage.All.Keys];

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Another_format_is_rejected_with_a_remedy(string format)
    {
        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(ForeignImage.All[format]));

        Assert.Contains($"the {format} format is not supported", error.Message, StringComparison.Ordinal);
        Assert.Contains("convert the image to JPEG or PNG", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Others => new()
    {
        { "the JPEG XL format", [0xFF, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "the JPEG 2000 format", [0, 0, 0, 12, .. "jP  "u8, 13, 10, 0x87, 10] },
        { "the ICO format", [0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 0, 0, 0, 0, 22, 0, 0, 0] },
        { "the SVG format", [.. "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8] },
        { "the PDF format", [.. "%PDF-1.7\n"u8] },
        { "the Netpbm format", [.. "P6\n1 1\n255\nabc"u8] },
        { "the HEIC format", [0, 0, 0, 28, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1miafheic"u8] },
        { "the AVIF format", [0, 0, 0, 28, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1miafavif"u8] },
        { "a video or other media file", [0, 0, 0, 20, .. "ftypisom"u8, 0, 0, 0, 0, .. "mp41"u8] },
        { "a web page", [.. "\r\n<!DOCTYPE html><html>sign in</html>"u8] },
        { "run-length BMP", RunLengthBmp() },
        { "JPEG with arithmetic coding", Frame(0xC9, 8) },
        { "lossless JPEG", Frame(0xC3, 8) },
        { "hierarchical JPEG", Frame(0xC5, 8) },
        { "JPEG-LS", Frame(0xF7, 8) },
        { "JPEG with 12-bit samples", Frame(0xC1, 12) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Whatever_is_recognized_is_named(string name, byte[] content)
    {
        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(content));

        Assert.StartsWith($"{name} is not supported; convert the image to", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("JPEG or PNG", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The decoding library reads both, so they are not rejected because of damage.</summary>
    [Fact]
    public void The_TGA_and_the_PSD_of_these_tests_are_valid()
    {
        Assert.Equal(new byte[] { 3, 2, 1 }, ImageResult.FromMemory(ForeignImage.Tga(), ColorComponents.RedGreenBlue).Data);
        Assert.Equal(new byte[] { 3, 2, 1 }, ImageResult.FromMemory(ForeignImage.Psd(), ColorComponents.RedGreenBlue).Data);
    }

    [Fact]
    public void The_documentation_mentions_other_formats_only_as_unsupported()
    {
        var root = ReferenceData.RepositoryRoot;
        string[] documents =
        [
            Path.Combine(root, "README.md"),
            .. Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md"),
            .. Directory.EnumerateDirectories(Path.Combine(root, "src")).Select(project => Path.Combine(project, "README.md")).Where(File.Exists),
        ];
        var named = new Regex($@"\b({string.Join('|', ForeignImage.All.Keys)})\b", RegexOptions.IgnoreCase);

        var promises = documents
            .SelectMany(document => File.ReadLines(document).Select(line => $"{Path.GetFileName(document)}: {line}"))
            .Where(line => named.IsMatch(line) && !line.Contains("not supported", StringComparison.Ordinal));

        Assert.Empty(promises);
    }

    private static byte[] RunLengthBmp()
    {
        var bmp = TinyImage.Bmp(2, 2, new byte[12]);
        bmp[30] = 1;
        return bmp;
    }

    // A gray image of 8x8 pixels with the marker of another coding.
    private static byte[] Frame(byte marker, byte bits)
    {
        var jpeg = BlockJpeg.Gray(new byte[,] { { 50 } });
        var at = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        (jpeg[at + 1], jpeg[at + 4]) = (marker, bits);
        return jpeg;
    }
}
