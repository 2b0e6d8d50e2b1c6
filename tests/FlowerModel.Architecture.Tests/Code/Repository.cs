using FlowerModel.Testing;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>The projects that ship or create what ships: everything under <c>src/</c> and <c>tools/</c>.</summary>
internal static class Repository
{
    private static readonly string[] Roots = ["src", "tools"];

    public static IReadOnlyList<SourceProject> Projects { get; } =
    [
        .. Roots.Select(root => Path.Combine(ReferenceData.RepositoryRoot, root))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Order(StringComparer.Ordinal)
            .Select(SourceProject.Read),
    ];

    /// <summary>Compiles <see cref="Projects"/>, each once.</summary>
    public static Compiler Compiler { get; } = new(Projects);

    /// <summary>The text of docs/architecture.md.</summary>
    public static string ArchitecturePage { get; } = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "architecture.md"));
}
