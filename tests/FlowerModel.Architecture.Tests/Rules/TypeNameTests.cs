using FlowerModel.Architecture.Tests.Code;

namespace FlowerModel.Architecture.Tests.Rules;

/// <summary>Type names must be unique across all projects.</summary>
public sealed class TypeNameTests
{
    [Fact]
    public void NoNameIsUsedTwice() => Findings.AssertNone(Duplicates(Repository.Projects));

    [Fact]
    public void ASecondTypeOfTheSameNameIsFound()
    {
        SourceProject[] projects =
        [
            SourceProject.Example(
                "One",
                ("A.cs", "namespace One; public record Layer; enum Kind; class Owner { private class Stage; class Row; internal class Part; }")),
            SourceProject.Example("Two", ("B.cs", "namespace Two; interface Layer; delegate void Kind(); class Stage; class Row; struct Part; class Program;")),
            SourceProject.Example("Three", ("C.cs", "class Program;")),
        ];

        Assert.Equal(
            ["Kind: One/A.cs, Two/B.cs", "Layer: One/A.cs, Two/B.cs", "Part: One/A.cs, Two/B.cs"],
            Duplicates(projects));
    }

    [Fact]
    public void PartialDeclarationsAndGenericVariantsAreNotDuplicates() =>
        Assert.Empty(Duplicates([SourceProject.Example("One", ("A.cs", "partial class A; class B; class B<T>;"), ("A.Tables.cs", "partial class A;"))]));

    private static IEnumerable<string> Duplicates(IReadOnlyList<SourceProject> projects) =>
        from project in projects
        from file in project.Files
        from type in TypeDeclarations.In(file)
        where !type.IsPrivate && type.Name != "Program"
        group (Type: (project.Name, type.FullName), Place: $"{project.Name}/{file.Path}") by type.Name into same
        where same.DistinctBy(each => each.Type).Count() > 1
        orderby same.Key
        select $"{same.Key}: {string.Join(", ", same.Select(each => each.Place))}";
}
