using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>The license in every package, and the notices in packages that contain third-party files.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed partial class NoticesTests(PackedFeed feed)
{
    private const string Notices = "THIRD-PARTY-NOTICES.md";

    // Files that a third party may have written: code and weights.
    private static readonly string[] Extensions = [".dll", ".so", ".dylib", ".h5"];

    [Theory]
    [InlineData("FlowerModel.Sdk")]
    [InlineData("FlowerModel.Trainer")]
    [InlineData("FlowerModel.Tool")]
    [InlineData("FlowerModel.Runtime")]
    [InlineData("FlowerModel.Tflite")]
    public void Every_package_contains_the_license_and_names_every_third_party_file(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        Assert.Equal(File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "LICENSE")), Text(package, "LICENSE"));
        var thirdParty = package.Entries
            .Where(entry => Extensions.Contains(Path.GetExtension(entry.Name)) && !entry.Name.StartsWith("FlowerModel.", StringComparison.Ordinal))
            .Select(entry => entry.Name).Distinct();
        var notices = Text(package, Notices);
        Assert.All(thirdParty, name => Assert.Contains($"`{name}`", notices, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FlowerModel.Trainer")]
    [InlineData("FlowerModel.Tool")]
    public void Notices_name_the_version_of_every_library_that_ships_with_the_program(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        var libraries = JsonNode.Parse(Text(package, $"tools/net10.0/any/{id}.deps.json"))!["libraries"]!.AsObject()
            .Where(library => (string?)library.Value!["type"] == "package")
            .Select(library => library.Key.Split('/'));
        var notices = Text(package, Notices);
        Assert.NotEmpty(libraries);
        Assert.All(libraries, library => Assert.Contains($"| {library[0]} | {library[1]} |", notices, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FlowerModel.Trainer")]
    [InlineData("FlowerModel.Tool")]
    public void License_texts_that_the_notices_refer_to_are_in_the_package(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        var texts = LicenseText().Matches(Text(package, Notices)).Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, path => Assert.True(package.GetEntry(path) is { Length: > 1000 }, path));
    }

    [GeneratedRegex(@"licenses/[\w.-]+\.txt")]
    private static partial Regex LicenseText();

    /// <summary>Returns the text of a file, or an empty string if the package does not contain it.</summary>
    private static string Text(ZipArchive package, string path)
    {
        if (package.GetEntry(path) is not { } entry) return "";
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
