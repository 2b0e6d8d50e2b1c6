using System.Reflection;
using System.Text.RegularExpressions;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Diagnostics;

public sealed partial class CodesTests
{
    private static readonly string[] All =
        [.. typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_code_has_a_row_in_the_documentation_and_vice_versa()
    {
        var document = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "diagnostics.md"));
        var rows = Regex.Matches(document, @"^\| (FLOWER\d{4}) \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Equal(All.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_codes_are_distinct() => Assert.Equal(All.Length, All.Distinct(StringComparer.Ordinal).Count());

    /// <summary>A code has one meaning and therefore one severity, which the documentation specifies.</summary>
    [Fact]
    public void Every_code_is_used_with_its_documented_severity()
    {
        var document = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "diagnostics.md"));
        var documented = Regex.Matches(document, @"^\| (FLOWER\d{4}) \| (\w+) \|", RegexOptions.Multiline)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var codes = typeof(Codes).GetFields().ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
        var uses = Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Use().Matches(File.ReadAllText(file)))
            .Select(match => (Code: codes[match.Groups["code"].Value], Severity: SeverityOf(match.Groups["how"].Value)))
            .Distinct()
            .ToArray();
        Assert.True(uses.Length > 30, $"only {uses.Length} uses were found");
        Assert.DoesNotContain(uses, use => documented[use.Code] != use.Severity);
    }

    private static string SeverityOf(string how) => how switch
    {
        "Diagnostic.Warning" => "warning",
        "Severity.Message," => "message",
        _ => "error",
    };

    [GeneratedRegex(@"(?<how>Diagnostic\.Warning|Diagnostic\.Error|PipelineException|PipelineException \w+\([^)]*\) => new|Severity\.Message,)\(?\s*Codes\.(?<code>\w+)")]
    private static partial Regex Use();
}
