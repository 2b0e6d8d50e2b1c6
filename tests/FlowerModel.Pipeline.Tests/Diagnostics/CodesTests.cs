using System.Reflection;
using System.Text.RegularExpressions;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Diagnostics;

public sealed class CodesTests
{
    private static readonly string[] All =
        [.. typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_code_has_its_row_in_the_documentation_and_no_other_stands_there()
    {
        var document = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "diagnostics.md"));
        var rows = Regex.Matches(document, @"^\| (FLOWER\d{4}) \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Equal(All.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_two_codes_are_the_same() => Assert.Equal(All.Length, All.Distinct(StringComparer.Ordinal).Count());
}
