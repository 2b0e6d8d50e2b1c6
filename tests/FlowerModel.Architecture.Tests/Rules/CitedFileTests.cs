using System.Text.RegularExpressions;
using FlowerModel.Architecture.Tests.Code;
using FlowerModel.Testing;

namespace FlowerModel.Architecture.Tests.Rules;

/// <summary>Files that docs/architecture.md cites must exist. It may omit leading folders and the prefix of the project.</summary>
public sealed partial class CitedFileTests
{
    private static readonly string[] Roots = ["bench", "sample", "src", "tests", "tools"];

    [Fact]
    public void EachCitedFileExists()
    {
        var files = Roots.Select(root => Path.Combine(ReferenceData.RepositoryRoot, root))
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(ReferenceData.RepositoryRoot, path).Replace('\\', '/'));

        Findings.AssertNone(Missing(Repository.ArchitecturePage, files));
    }

    [Fact]
    public void AMissingFileIsReported() =>
        Assert.Equal(
            ["Step.cs", "Plan/Gone.cs"],
            Missing(
                "`Runtime/Plan/Planner.cs`, `Planner.cs`, `Step.cs`, `Plan/Gone.cs`, `src/FlowerModel.Runtime/Plan/Planner.cs`, `a.b`",
                ["src/FlowerModel.Runtime/Plan/Planner.cs", "src/FlowerModel.Runtime/Plan/FirstStep.cs"]));

    private static IEnumerable<string> Missing(string page, IEnumerable<string> files)
    {
        var known = files.SelectMany(file => new[] { "/" + file, "/" + ProjectPrefix().Replace(file, "") }).ToList();
        return Cited().Matches(page).Select(match => match.Groups["path"].Value).Distinct()
            .Where(path => !known.Any(file => file.EndsWith("/" + path, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^\w+/FlowerModel\.")]
    private static partial Regex ProjectPrefix();

    [GeneratedRegex(@"`(?<path>[\w./-]+\.(cs|targets|props|mjs))`")]
    private static partial Regex Cited();
}
