using System.Text.RegularExpressions;
using FlowerModel.Architecture.Tests.Code;

namespace FlowerModel.Architecture.Tests.Rules;

/// <summary>docs/architecture.md must describe the purpose of every folder and must not list folders that do not exist.</summary>
public sealed partial class FolderDocumentationTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryFolderIsDocumented(string name) =>
        Findings.AssertNone(Differences(Repository.Projects.Single(project => project.Name == name), Repository.ArchitecturePage));

    [Fact]
    public void MissingAndSuperfluousRowsAreReported()
    {
        const string page =
            """
            ### FlowerModel.Example

            | folder | what it is for |
            |---|---|
            | `One/` | the first |
            | `One/Gone/` | was here once |
            | `Empty/` | |

            ### FlowerModel.Other

            | folder | what it is for |
            |---|---|
            | `Two/` | of another project |
            """;
        var project = SourceProject.Example("FlowerModel.Example", ("One/A.cs", ""), ("Two/B.cs", ""), ("Empty/C.cs", ""), ("D.cs", ""));

        Assert.Equal(["not documented: Empty", "not documented: Two", "not there: One/Gone"], Differences(project, page));
    }

    private static IEnumerable<string> Differences(SourceProject project, string page)
    {
        var section = Regex.Match(page, $"^### {Regex.Escape(project.Name)}$(?<rows>.*?)(^##|\\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        var documented = Row().Matches(section.Groups["rows"].Value).Select(row => row.Groups["folder"].Value).ToList();
        return project.Folders.Except(documented).Order(StringComparer.Ordinal).Select(folder => "not documented: " + folder)
            .Concat(documented.Except(project.Folders).Select(folder => "not there: " + folder));
    }

    [GeneratedRegex(@"^\| `(?<folder>[^`]+?)/` \| [^|]*\w[^|]* \|\s*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
