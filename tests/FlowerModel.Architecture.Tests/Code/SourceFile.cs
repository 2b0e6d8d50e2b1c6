using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>One .cs file.</summary>
/// <param name="Path">Relative to the project's folder, with forward slashes.</param>
/// <param name="Text">The source.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14, DocumentationMode.None);

    /// <summary>The folder within the project; "." for the project's own.</summary>
    public string Folder { get; } = Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : ".";

    /// <summary>The parsed text; its path is <see cref="Path"/>.</summary>
    public SyntaxTree Tree { get; } = CSharpSyntaxTree.ParseText(Text, Options, Path);

    /// <summary>Number of lines.</summary>
    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;
}
