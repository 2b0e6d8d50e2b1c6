using System.Text.RegularExpressions;
using System.Xml.Linq;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Reference;

/// <summary>
/// <c>docs/reference.md</c> and the schemas for editors against the code. With the environment variable <c>FLOWERMODEL_WRITE_REFERENCE=1</c>, what is
/// generated is written instead of compared.
/// </summary>
public sealed class ReferenceTests
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("FLOWERMODEL_WRITE_REFERENCE") == "1";

    private static readonly string[] BuildFiles =
        [.. new[] { "build", "Sdk" }.SelectMany(folder => Directory.GetFiles(Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Sdk", folder)))
            .Where(file => Path.GetExtension(file) is ".props" or ".targets")];

    [Fact]
    public void The_metadata_of_FlowerModel_are_generated_from_the_settings()
    {
        var table = "| metadata | values | default | meaning |\n|---|---|---|---|\n" + string.Concat(MetadataRows.All().Select(row => row + "\n"));
        var page = new ReferencePage();
        var first = page.Text.IndexOf(ReferencePage.Begin, StringComparison.Ordinal) + ReferencePage.Begin.Length;
        Compare(ReferencePage.Path, page.Text[..first] + table + page.Text[page.Text.IndexOf(ReferencePage.End, StringComparison.Ordinal)..]);
    }

    [Fact]
    public void The_metadata_of_FlowerModelExpect_are_those_that_are_read()
    {
        var metadata = new Dictionary<string, string> { ["Answer"] = "roses", ["Elephant"] = "1" };
        var error = Assert.Single(ExpectationParser.Parse("a.jpg", "a.jpg", metadata, ["Flowers"], null).Diagnostics);
        Assert.Equal(Codes.UnknownMetadata, error.Code);
        Assert.EndsWith($"The known ones are {string.Join(", ", Names("`<FlowerModelExpect>`"))}.", error.Text, StringComparison.Ordinal);
        Assert.Contains($"{ExpectationParser.MinScore.Min} to {ExpectationParser.MinScore.Max}", new ReferencePage().Rows("`<FlowerModelExpect>`").Single(row => row.Name == "MinScore").Values, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_every_public_property_and_no_other()
    {
        var former = "FlowerModelWeightsAddress";
        var read = BuildFiles.SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\$\((FlowerModel\w+)\)").Select(match => match.Groups[1].Value));
        var set = BuildFiles.SelectMany(file => XDocument.Load(file).Descendants("PropertyGroup").Elements().Select(element => element.Name.LocalName))
            .Where(name => name.StartsWith("FlowerModel", StringComparison.Ordinal));
        Assert.Equal(read.Concat(set).Distinct().Order(StringComparer.Ordinal), Names("Properties").Append(former).Order(StringComparer.Ordinal));
        Assert.Contains($"`{former}` is its former name", new ReferencePage().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_every_public_target_and_no_other()
    {
        var targets = BuildFiles.SelectMany(file => XDocument.Load(file).Descendants("Target").Select(target => (string)target.Attribute("Name")!));
        Assert.Equal(
            targets.Where(name => !name.StartsWith('_')).Order(StringComparer.Ordinal), new ReferencePage().Rows("Targets").Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_item_type_that_the_targets_read_has_a_section()
    {
        var items = BuildFiles.SelectMany(file => Regex.Matches(File.ReadAllText(file), @"@\((FlowerModel\w*)\b").Select(match => match.Groups[1].Value));
        var sections = Regex.Matches(new ReferencePage().Text, @"^## `<(\w+)>`$", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Equal(items.Distinct().Order(StringComparer.Ordinal), sections.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_XML_schema_is_generated_from_the_page() => Compare(ProjectSchemas.XmlPath, ProjectSchemas.Xml(new ReferencePage()));

    [Fact]
    public void The_schema_of_the_MSBuild_Editor_is_generated_from_the_page() => Compare(ProjectSchemas.JsonPath, ProjectSchemas.Json(new ReferencePage()));

    private static IEnumerable<string> Names(string heading) => new ReferencePage().Rows(heading).Select(row => row.Name).Order(StringComparer.Ordinal);

    private static void Compare(string path, string expected)
    {
        if (Writes)
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected,
            $"{path} is not what the code says. Run these tests with FLOWERMODEL_WRITE_REFERENCE=1, twice, and commit the result.");
    }
}
