using System.Text.RegularExpressions;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>The table of rooms in docs/architecture.md: place, what lives there, which projects it knows.</summary>
internal static partial class RoomsTable
{
    private const string Prefix = "FlowerModel.";

    /// <summary>For each project, the projects that it may reference.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read(string page)
    {
        var knows = page.Split('\n')
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups["project"].Value, match => match.Groups["knows"].Value);
        return knows.Keys.ToDictionary(project => project, project => (IReadOnlySet<string>)Allowed(project, knows));
    }

    /// <summary>The projects whose short names stand in the last column; "and what that knows" adds theirs.</summary>
    private static HashSet<string> Allowed(string project, Dictionary<string, string> knows)
    {
        var allowed = new HashSet<string>();
        foreach (Match word in Word().Matches(knows[project]))
        {
            var other = Prefix + word.Value;
            if (other == project || !knows.ContainsKey(other)) continue;
            allowed.Add(other);
            if (knows[project].Contains("what that knows", StringComparison.Ordinal)) allowed.UnionWith(Allowed(other, knows));
        }

        return allowed;
    }

    [GeneratedRegex(@"^\| `(src|tools)/(?<project>FlowerModel\.[\w.]+)/?` \|.*\| (?<knows>[^|]*) \|\s*$")]
    private static partial Regex Row();

    [GeneratedRegex(@"[A-Z][\w.]*\w")]
    private static partial Regex Word();
}
