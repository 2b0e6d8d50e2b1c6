using System.Text.RegularExpressions;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using StbImageSharp;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>Which formats are read, and that nothing else is promised.</summary>
public class SupportedFormatsTests
{
    public static TheoryData<string> Foreign => [.. ForeignImage.All.Keys];

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Another_format_is_refused_with_a_message_that_says_what_to_do(string format)
    {
        var error = Assert.Throws<ImageFormatException>(() => RgbImage.Load(ForeignImage.All[format]));

        Assert.Contains("format is not supported", error.Message, StringComparison.Ordinal);
        Assert.Contains("convert the image to JPEG or PNG", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The decoding library reads both, so it is not damage that they are refused for.</summary>
    [Fact]
    public void The_TGA_and_the_PSD_of_these_tests_are_whole()
    {
        Assert.Equal(new byte[] { 3, 2, 1 }, ImageResult.FromMemory(ForeignImage.Tga(), ColorComponents.RedGreenBlue).Data);
        Assert.Equal(new byte[] { 3, 2, 1 }, ImageResult.FromMemory(ForeignImage.Psd(), ColorComponents.RedGreenBlue).Data);
    }

    [Fact]
    public void The_documentation_names_another_format_only_to_say_that_it_is_not_supported()
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
