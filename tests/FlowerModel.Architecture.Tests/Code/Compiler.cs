using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>
/// Compiles projects in memory to resolve names. Packages are not referenced, so names from packages remain unresolved. All names declared in
/// the projects are resolved.
/// </summary>
internal sealed class Compiler(IEnumerable<SourceProject> projects)
{
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, metadataImportOptions: MetadataImportOptions.All);

    private static readonly MetadataReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly SyntaxTree Usings = CSharpSyntaxTree.ParseText(ImplicitUsings, new CSharpParseOptions(LanguageVersion.CSharp14));

    private readonly Dictionary<string, SourceProject> projects = projects.ToDictionary(project => project.Name);
    private readonly Dictionary<string, CSharpCompilation> done = [];

    /// <summary>Compiles a project with all projects that it references directly or indirectly. Not thread-safe.</summary>
    /// <exception cref="InvalidOperationException">Project references form a cycle.</exception>
    public CSharpCompilation Compile(string project)
    {
        if (done.TryGetValue(project, out var compilation)) return compilation;
        compilation = CSharpCompilation.Create(
            project,
            [Usings, .. projects[project].Files.Select(file => file.Tree)],
            [.. Platform, .. Referenced(project, [project]).Select(name => Compile(name).ToMetadataReference())],
            Options);
        done.Add(project, compilation);
        return compilation;
    }

    private IEnumerable<string> Referenced(string project, string[] way)
    {
        foreach (var name in projects[project].References.Where(projects.ContainsKey))
        {
            if (way.Contains(name)) throw new InvalidOperationException($"circle of references: {string.Join(" -> ", way)} -> {name}");
            yield return name;
            foreach (var further in Referenced(name, [.. way, name])) yield return further;
        }
    }
}
