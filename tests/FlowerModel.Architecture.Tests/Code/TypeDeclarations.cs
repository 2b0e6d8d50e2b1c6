using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FlowerModel.Architecture.Tests.Code;

/// <summary>A type declaration in a file.</summary>
/// <param name="Name">The name with the number of type parameters as in metadata: <c>Layer`1</c>.</param>
/// <param name="FullName">The name with namespace and containing types.</param>
/// <param name="IsPrivate">Whether only the containing type can access the type.</param>
internal sealed record TypeDeclaration(string Name, string FullName, bool IsPrivate);

/// <summary>Finds the types that a file declares.</summary>
internal static class TypeDeclarations
{
    public static IEnumerable<TypeDeclaration> In(SourceFile file) =>
        from declaration in file.Tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
        let name = NameOf(declaration)
        where name is not null
        select new TypeDeclaration(name, string.Join('.', declaration.AncestorsAndSelf().Reverse().Select(Part)), IsPrivate(declaration));

    private static string? NameOf(SyntaxNode declaration) => declaration switch
    {
        ExtensionBlockDeclarationSyntax => null,
        TypeDeclarationSyntax type => type.Identifier.Text + Arity(type.TypeParameterList),
        EnumDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text + Arity(type.TypeParameterList),
        _ => null,
    };

    private static string Arity(TypeParameterListSyntax? parameters) => parameters is null ? "" : "`" + parameters.Parameters.Count;

    private static string Part(SyntaxNode node) => node is BaseNamespaceDeclarationSyntax space ? space.Name.ToString() : NameOf(node) ?? "";

    private static bool IsPrivate(MemberDeclarationSyntax declaration) =>
        declaration.Parent is TypeDeclarationSyntax && !declaration.Modifiers.Any(modifier =>
            modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword);
}
