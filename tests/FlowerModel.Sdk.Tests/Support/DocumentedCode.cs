using System.Globalization;
using System.Text.RegularExpressions;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>A block of C# in a document.</summary>
/// <param name="Document">Path of the document, relative to the repository.</param>
/// <param name="Line">Number of its first line in the document, from 1.</param>
/// <param name="Lines">Its lines.</param>
internal sealed partial record DocumentedCode(string Document, int Line, IReadOnlyList<string> Lines)
{
    /// <summary>Finds the C# of all documents.</summary>
    public static IReadOnlyList<DocumentedCode> FindAll() =>
    [
        .. Directory.EnumerateFiles(ReferenceData.RepositoryRoot, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(ReferenceData.RepositoryRoot, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .SelectMany(FindIn),
    ];

    /// <summary>
    /// Returns a source file that compiles the block: as it is if it declares a namespace, else as members of a class, or as the body of a method. The compiler
    /// reports errors at the lines of the document.
    /// </summary>
    /// <param name="number">A number of the block that no other block has.</param>
    /// <param name="surroundings">A class with what the block uses without declaring it.</param>
    public string ToSource(int number, string surroundings)
    {
        var position = string.Create(CultureInfo.InvariantCulture, $"#line {Line} \"{Document}\"");
        if (Lines.Any(line => line.StartsWith("namespace ", StringComparison.Ordinal))) return $"{position}\n{string.Join('\n', Lines)}\n";
        var usings = Lines.Where(line => UsingDirective().IsMatch(line)).ToArray();
        var rest = string.Join('\n', Lines.Select(line => usings.Contains(line) ? "" : line));
        var isMembers = Lines.Any(line => line.StartsWith("private ", StringComparison.Ordinal));
        var (before, after) = isMembers ? ("", "") : ("public static async Task<object?> Run()\n{", "await Task.CompletedTask;\nreturn null;\n}");
        return $"{string.Join('\n', usings)}\nclass Block{number} : {surroundings}\n{{\n{before}\n{position}\n{rest}\n#line default\n{after}\n}}\n";
    }

    private static IEnumerable<DocumentedCode> FindIn(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(ReferenceData.RepositoryRoot, document));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() is not ("```csharp" or "```cs" or "```c#")) continue;
            var length = lines.Skip(i + 1).TakeWhile(line => line.Trim() != "```").Count();
            yield return new DocumentedCode(document, i + 2, lines[(i + 1)..(i + 1 + length)]);
            i += length + 1;
        }
    }

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex UsingDirective();
}
