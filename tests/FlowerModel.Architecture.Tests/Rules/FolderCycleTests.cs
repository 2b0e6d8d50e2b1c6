using System.Globalization;
using FlowerModel.Architecture.Tests.Code;

namespace FlowerModel.Architecture.Tests.Rules;

/// <summary>Within a project, dependencies between folders must not form cycles.</summary>
public sealed class FolderCycleTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void FoldersOfAProjectDoNotFormACycle(string name)
    {
        var project = Repository.Projects.Single(project => project.Name == name);

        Findings.AssertNone(CyclesOf(project, Repository.Compiler));
    }

    /// <summary>An unresolved name would be a dependency that the rule misses.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void TypesOfTheProjectAreResolved(string name)
    {
        var files = Repository.Projects.Single(project => project.Name == name).Files;
        var declared = files.SelectMany(file => TypeDeclarations.In(file)).Select(type => type.Name);

        var unknown = Repository.Compiler.Compile(name).GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Id is "CS0246" or "CS0234" or "CS0103")
            .Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture).Split('\'')[1]);

        Findings.AssertNone(unknown.Intersect(declared));
    }

    [Fact]
    public void ACycleIsReportedWithFoldersFilesAndTypes()
    {
        var project = SourceProject.Example(
            "Example",
            ("Plan/Step.cs", "namespace Example.Plan; class Step { Example.Kernels.Kernel kernel; }"),
            ("Kernels/Kernel.cs", "namespace Example.Kernels; class Kernel { string Name => nameof(Tool); }"),
            ("Tool.cs", "using Example.Plan; class Tool { void Run(object o) { if (o is Step) { } } }"));

        var cycle = Assert.Single(CyclesOf(project));

        Assert.Equal(
            """
            . -> Plan -> Kernels -> .
                . -> Plan: Tool.cs names Step
                Plan -> Kernels: Plan/Step.cs names Kernel
                Kernels -> .: Kernels/Kernel.cs names Tool

            """,
            cycle);
    }

    [Theory]
    [InlineData("class A { object b = new B<int>(); }")]
    [InlineData("class A : B<int>;")]
    [InlineData("class A { void M() { B<int>.Go(); } }")]
    [InlineData("class A { string s = 1.Word(); }")]
    [InlineData("using static BExtensions; class A { string s = Word(1); }")]
    [InlineData("class A { unsafe void M(delegate*<B<int>, void> p) { } }")]
    [InlineData("[B] class A;")]
    public void EveryKindOfReferenceToATypeCounts(string source)
    {
        var project = SourceProject.Example(
            "Example",
            ("One/A.cs", source),
            ("Two/B.cs", "class B<T> { object a = typeof(A); public static void Go() { } } class BAttribute : Attribute;"),
            ("Two/BExtensions.cs", "static class BExtensions { public static string Word(this int i) => \"\"; }"));

        Assert.Single(CyclesOf(project));
    }

    [Fact]
    public void OneDirectionIsNotACycleAndCommentsDoNotCount()
    {
        var project = SourceProject.Example(
            "Example",
            ("One/A.cs", "namespace One; class A { Two.B b; }"),
            ("One/Sub/C.cs", "namespace One.Sub; class C { One.A a; }"),
            ("Two/B.cs", "using One; namespace Two; /// <summary>Made by <see cref=\"A\"/>.</summary>\nclass B { /* A */ string A = \"A\"; }"));

        Assert.Empty(CyclesOf(project));
    }

    [Fact]
    public void ATypeOfAnotherProjectIsNotInAFolderOfThisOne()
    {
        var library = SourceProject.Example("Library", ("Two/B.cs", "namespace Library; public class B;"));
        var project = SourceProject.Example(
            "Example",
            ["Library"],
            ("One/A.cs", "class A { Library.B b; C c; }"),
            ("Two/C.cs", "class C { Library.B b; }"));

        Assert.Empty(CyclesOf(project, new Compiler([library, project])));
    }

    private static List<string> CyclesOf(SourceProject project, Compiler? compiler = null) =>
        [.. Cycles.Find(FolderGraph.Of(project, compiler ?? new Compiler([project]))).Select(Cycles.Describe)];
}
