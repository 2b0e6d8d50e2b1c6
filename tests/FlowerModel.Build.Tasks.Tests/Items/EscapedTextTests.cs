using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Settings;
using Microsoft.Build.Utilities;

namespace FlowerModel.Build.Tasks.Tests.Items;

/// <summary>Judged by MSBuild's own unescaping.</summary>
public sealed class EscapedTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("a;b $(Configuration) @(x) %(y) 100%41 *?.cs 'q'")]
    public void MSBuild_reads_what_was_escaped(string text)
    {
        var item = EscapedText.Item(text, new() { ["Path"] = text });
        Assert.Equal((text, text), (item.ItemSpec, item.GetMetadata("Path")));
    }

    [Fact]
    public void An_escaped_semicolon_is_part_of_a_folder_name_and_a_plain_one_separates()
    {
        var item = new TaskItem("Flowers", new Dictionary<string, string> { ["Dataset"] = "one%3btwo ; three%20four" });
        Assert.Equal(["one;two", "three four"], DatasetPaths.Split(ModelItem.DatasetOf(item)));
    }

    [Theory]
    [InlineData("7.3", false, false)]
    [InlineData("ISO-2", false, false)]
    [InlineData("8.0", true, false)]
    [InlineData("9", true, false)]
    [InlineData("10.0", true, true)]
    [InlineData("latest", true, true)]
    [InlineData("", true, true)]
    public void A_language_version_supports_what_it_and_older_ones_introduced(string version, bool nullable, bool globalUsing) =>
        Assert.Equal((nullable, globalUsing), (LanguageVersion.Supports(version, 8), LanguageVersion.Supports(version, 10)));
}
