using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
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
        var rows = Regex.Matches(document, @"^\| <a id=""flower\d{4}""></a>(FLOWER\d{4}) \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Equal(All.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    /// <summary>The help links of errors and warnings end with the code in lower case.</summary>
    [Fact]
    public void Every_row_has_the_anchor_of_its_code()
    {
        var document = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "diagnostics.md"));
        foreach (var code in All) Assert.Contains($"\n| <a id=\"{code.ToLowerInvariant()}\"></a>{code} |", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_of_the_targets_links_to_its_row()
    {
        var errors = Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Sdk"), "*.targets", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Descendants().Where(element => element.Name.LocalName is "Error" or "Warning")).ToArray();
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.EndsWith(
            $"docs/diagnostics.md').AbsoluteUri)#{error.Attribute("Code")!.Value.ToLowerInvariant()}", error.Attribute("HelpLink")?.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_is_expected_by_a_test()
    {
        var tests = string.Concat(
            Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "tests"), "*Tests.cs", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(nameof(CodesTests) + ".cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        var untested = typeof(Codes).GetFields().Select(field => (field.Name, Code: (string)field.GetRawConstantValue()!))
            .Where(code => code.Name != nameof(Codes.Progress)) // every message without a code of its own
            .Where(code => !Regex.IsMatch(tests, $@"Codes\.{code.Name}\b|{code.Code}"));
        Assert.Empty(untested);
    }

    [Fact]
    public void All_codes_are_distinct() => Assert.Equal(All.Length, All.Distinct(StringComparer.Ordinal).Count());

    /// <summary>A code has one meaning and therefore one severity, which the documentation specifies.</summary>
    [Fact]
    public void Every_code_is_used_with_its_documented_severity()
    {
        var document = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "diagnostics.md"));
        var documented = Regex.Matches(document, @"^\| <a id=""flower\d{4}""></a>(FLOWER\d{4}) \| (\w+) \|", RegexOptions.Multiline)
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
