using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>
/// The dependencies between the folders of a project. A file depends on the folder of each type that it names and of each extension method that
/// it calls. Comments, documentation and <c>using</c> directives of namespaces do not count.
/// </summary>
internal static class FolderGraph
{
    public static IReadOnlyList<Dependency> Of(SourceProject project, Compiler compiler)
    {
        var compilation = compiler.Compile(project.Name);
        var edges = new Dictionary<(string, string), Dependency>();
        foreach (var file in project.Files)
        {
            var model = compilation.GetSemanticModel(file.Tree);
            foreach (var name in file.Tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (Declaring(model.GetSymbolInfo(name)) is not { } type) continue;
                var folders = type.DeclaringSyntaxReferences.Select(reference => FolderOf(project, reference.SyntaxTree)).ToList();
                if (folders.Count == 0 || folders.Contains(file.Folder) || folders[0] is not { } target) continue;
                edges.TryAdd((file.Folder, target), new(file.Folder, target, $"{file.Path} names {type.Name}"));
            }
        }

        return [.. edges.Values];
    }

    private static INamedTypeSymbol? Declaring(SymbolInfo info)
    {
        var symbol = info.Symbol ?? (info.CandidateSymbols.Length > 0 ? info.CandidateSymbols[0] : null);
        var type = symbol switch
        {
            INamedTypeSymbol named => named,
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType,
            IMethodSymbol { IsExtensionMethod: true } extension => extension.ContainingType,
            IMethodSymbol { MethodKind: MethodKind.ReducedExtension, ReducedFrom: { } full } => full.ContainingType,
            _ => null,
        };
        return type?.OriginalDefinition;
    }

    /// <summary>Returns the folder of a file in this project; null for a file in another project.</summary>
    private static string? FolderOf(SourceProject project, SyntaxTree tree) =>
        project.Files.FirstOrDefault(file => file.Tree == tree)?.Folder;
}
