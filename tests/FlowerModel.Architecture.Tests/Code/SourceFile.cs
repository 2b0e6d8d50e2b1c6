using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>A .cs file.</summary>
/// <param name="Path">Path relative to the project folder, with forward slashes.</param>
/// <param name="Text">The source code.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14, DocumentationMode.None);

    /// <summary>The folder within the project; "." for the project folder.</summary>
    public string Folder { get; } = Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : ".";

    /// <summary>The syntax tree, with <see cref="Path"/> as its path.</summary>
    public SyntaxTree Tree { get; } = CSharpSyntaxTree.ParseText(Text, Options, Path);

    /// <summary>Number of lines.</summary>
    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;
}
