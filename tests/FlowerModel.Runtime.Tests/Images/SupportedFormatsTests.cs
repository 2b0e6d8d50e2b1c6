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

        Assert.Contains("format is not supported", error.Message, StringComparison.Ordinal);
        Assert.Contains("convert the image to JPEG or PNG", error.Message, StringComparison.Ordinal);
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
}
