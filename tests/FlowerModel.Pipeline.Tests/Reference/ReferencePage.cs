using System.Text.RegularExpressions;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Reference;

/// <summary>A row of a table on the page.</summary>
/// <param name="Name">The name of the metadatum, property or target.</param>
/// <param name="Values">The values that are allowed: choices in backquotes, or words.</param>
/// <param name="Default">The default, as the page has it.</param>
/// <param name="Meaning">What it means, in Markdown.</param>
internal sealed record ReferenceRow(string Name, string Values, string Default, string Meaning)
{
    /// <summary>The choices; empty if every text or number is allowed.</summary>
    public IReadOnlyList<string> Choices =>
        Values.StartsWith('`') ? [.. Regex.Matches(Values, "`([^`]*)`").Select(match => match.Groups[1].Value)] : [];

    /// <summary>True if several choices can be given.</summary>
    public bool IsList => Values.EndsWith("several", StringComparison.Ordinal);

    /// <summary>The meaning without Markdown.</summary>
    public string PlainMeaning => Regex.Replace(Meaning, @"\[([^\]]*)\]\([^)]*\)", "$1").Replace("`", "", StringComparison.Ordinal);

    /// <summary>The row in Markdown.</summary>
    public override string ToString() => $"| `{Name}` | {Values} | {Default} | {Meaning} |".Replace("|  |", "| |", StringComparison.Ordinal);
}

/// <summary><c>docs/reference.md</c>, read from the repository.</summary>
internal sealed class ReferencePage
{
    /// <summary>Full path of the page.</summary>
    public static string Path { get; } = System.IO.Path.Combine(ReferenceData.RepositoryRoot, "docs", "reference.md");

    /// <summary>The text of the page.</summary>
    public string Text { get; } = File.ReadAllText(Path).ReplaceLineEndings("\n");

    /// <summary>The part of the page that is generated.</summary>
    public const string Begin = "<!-- generated: FlowerModel -->\n";

    /// <summary>The end of that part.</summary>
    public const string End = "<!-- /generated -->\n";

    /// <summary>Returns the rows of the first table below a heading.</summary>
    public IReadOnlyList<ReferenceRow> Rows(string heading) =>
    [
        .. Text[Text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..].Split('\n').SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1).TakeWhile(line => line.StartsWith('|')).Select(Row),
    ];

    private static ReferenceRow Row(string line)
    {
        var cells = line.Trim('|').Split(" | ").Select(cell => cell.Trim(' ', '|')).ToArray();
        return new ReferenceRow(cells[0].Trim('`'), cells.Length > 2 ? cells[1] : "", cells.Length > 3 ? cells[2] : "", cells[^1]);
    }
}
