using System.Text.RegularExpressions;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>The table of projects in docs/architecture.md: path, contents and the projects that it may reference.</summary>
internal static partial class RoomsTable
{
    private const string Prefix = "FlowerModel.";

    /// <summary>Returns, for each project, the projects that it may reference.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read(string page)
    {
        var knows = page.Split('\n')
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups["project"].Value, match => match.Groups["knows"].Value);
        return knows.Keys.ToDictionary(project => project, project => (IReadOnlySet<string>)Allowed(project, knows));
    }

    /// <summary>Returns the projects with the short names in the last column. "and what that knows" adds the projects that those may reference.</summary>
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
