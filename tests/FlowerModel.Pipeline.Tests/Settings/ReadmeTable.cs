using System.Text.RegularExpressions;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Settings;

/// <summary>The README's table of metadata.</summary>
internal static partial class ReadmeTable
{
    /// <summary>Default and meaning by name, in Markdown and in the order of the table.</summary>
    public static Dictionary<string, (string Default, string Meaning)> Rows { get; } = Read();

    // A row may have several names, with as many defaults or one for all.
    private static Dictionary<string, (string Default, string Meaning)> Read()
    {
        var readme = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "README.md"));
        var table = readme[readme.IndexOf("| metadata | default | meaning |", StringComparison.Ordinal)..];
        var rows = new Dictionary<string, (string, string)>();
        foreach (var line in table.Split('\n').Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            var cells = line.Trim('|').Split(" | ").Select(cell => cell.Trim().Trim('|').Trim()).ToArray();
            var names = AllCode().Matches(cells[0]).Select(match => match.Groups[1].Value).ToArray();
            var defaults = cells.Length == 3 ? cells[1] : "";
            var each = defaults.Split(", ");
            for (var i = 0; i < names.Length; i++) rows.Add(names[i], (each.Length == names.Length && names.Length > 1 ? each[i] : defaults, cells[^1]));
        }

        return rows;
    }

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex AllCode();
}
