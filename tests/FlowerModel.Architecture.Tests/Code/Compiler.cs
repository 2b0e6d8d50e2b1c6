using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>
/// Compiles projects in memory, as far as names are concerned: packages are not referenced, so what comes from them stays unknown,
/// and everything declared in the projects themselves resolves.
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

    /// <summary>The project with everything that it references, directly or through others. Not for several threads at once.</summary>
    /// <exception cref="InvalidOperationException">Projects reference each other in a circle.</exception>
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
