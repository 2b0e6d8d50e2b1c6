using FlowerModel.Architecture.Tests.Code;

namespace FlowerModel.Architecture.Tests.Rules;

/// <summary>Projects must only reference projects below them, as the table of projects in docs/architecture.md allows.</summary>
public sealed class ProjectReferenceTests
{
    [Fact]
    public void ProjectsDoNotFormACycle() => Findings.AssertNone(CyclesBetween(Repository.Projects));

    [Fact]
    public void EachReferenceIsAllowedByTheTable() =>
        Findings.AssertNone(NotAllowed(Repository.Projects, RoomsTable.Read(Repository.ArchitecturePage)));

    [Fact]
    public void EachProjectHasARow() =>
        Findings.AssertNone(Repository.Projects.Select(project => project.Name).Except(RoomsTable.Read(Repository.ArchitecturePage).Keys));

    [Fact]
    public void ProjectsThatReferenceEachOtherAreReported()
    {
        SourceProject[] projects = [SourceProject.Example("A", ["B"]), SourceProject.Example("B", ["C"]), SourceProject.Example("C", ["A"])];

        Assert.Contains("A -> B -> C -> A", Assert.Single(CyclesBetween(projects)), StringComparison.Ordinal);
    }

    [Fact]
    public void AReferenceMissingFromTheTableIsReported()
    {
        var rooms = RoomsTable.Read(
            """
            | place | what lives there | knows |
            |---|---|---|
            | `src/FlowerModel.Low/` | uses High in words only | nothing of ours |
            | `src/FlowerModel.Middle/` | . | Low |
            | `tools/FlowerModel.High/` | . | Middle and what that knows, MSBuild |
            """);
        SourceProject[] projects =
        [
            SourceProject.Example("FlowerModel.Low", ["FlowerModel.High"]),
            SourceProject.Example("FlowerModel.Middle", ["FlowerModel.Low"]),
            SourceProject.Example("FlowerModel.High", ["FlowerModel.Middle", "FlowerModel.Low"]),
        ];

        Assert.Equal(["FlowerModel.Low references FlowerModel.High"], NotAllowed(projects, rooms));
    }

    private static IEnumerable<string> CyclesBetween(IEnumerable<SourceProject> projects) =>
        Cycles.Find(projects.SelectMany(project => project.References.Select(other => new Dependency(project.Name, other, "ProjectReference"))))
            .Select(Cycles.Describe);

    private static IEnumerable<string> NotAllowed(IEnumerable<SourceProject> projects, IReadOnlyDictionary<string, IReadOnlySet<string>> rooms) =>
        from project in projects
        from reference in project.References
        where !rooms.TryGetValue(project.Name, out var allowed) || !allowed.Contains(reference)
        select $"{project.Name} references {reference}";
}
