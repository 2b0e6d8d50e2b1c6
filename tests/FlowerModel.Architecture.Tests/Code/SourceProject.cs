using System.Xml.Linq;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>A project, read from its sources.</summary>
/// <param name="Name">The name of the .csproj file without its extension.</param>
/// <param name="Files">The source files.</param>
/// <param name="References">Names of the projects in this repository that it references.</param>
/// <param name="Folders">All folders that contain files of any kind, except the project folder.</param>
internal sealed record SourceProject(
    string Name, IReadOnlyList<SourceFile> Files, IReadOnlyList<string> References, IReadOnlyList<string> Folders)
{
    private static readonly string[] Outputs = ["bin", "obj"];

    /// <summary>Creates an example project from paths and texts.</summary>
    public static SourceProject Example(string name, params (string Path, string Text)[] files) =>
        Example(name, [], files);

    /// <summary>Creates an example project with references to other projects.</summary>
    public static SourceProject Example(string name, string[] references, params (string Path, string Text)[] files)
    {
        SourceFile[] sources = [.. files.Select(file => new SourceFile(file.Path, file.Text))];
        return new(name, sources, references, [.. sources.Select(file => file.Folder).Where(folder => folder != ".").Distinct()]);
    }

    /// <summary>Reads a project from its .csproj file and the folder that contains it.</summary>
    public static SourceProject Read(string projectFile)
    {
        var root = Path.GetDirectoryName(projectFile)!;
        var paths = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Intersect(Outputs).Any())
            .Order(StringComparer.Ordinal)
            .ToList();
        return new(
            Path.GetFileNameWithoutExtension(projectFile),
            [.. paths.Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
                .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(root, path))))],
            [.. XDocument.Load(projectFile).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))],
            [.. paths.Select(path => Path.GetDirectoryName(path)!.Replace('\\', '/')).Where(folder => folder.Length > 0).Distinct()]);
    }
}
