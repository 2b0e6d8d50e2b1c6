using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Build.Tasks.Tests.Embedding;

/// <summary>A generated class, compiled against a stand-in of the runtime that has the members the class uses, and loaded.</summary>
internal static class CompiledClass
{
    private const string Runtime = """
        namespace FlowerModel.Runtime
        {
            public sealed class Classification { }
            public sealed class ImageClassifier : System.IDisposable
            {
                public static string Loaded = "";
                public System.Collections.Generic.IReadOnlyList<string> Labels => System.Array.Empty<string>();
                public static ImageClassifier LoadResource(System.Reflection.Assembly assembly, string name) { Loaded = name; return new ImageClassifier(); }
                public Classification Classify(string path) => new Classification();
                public Classification Classify(System.IO.Stream image) => new Classification();
                public Classification Classify(System.ReadOnlySpan<byte> rgb, int width, int height) => new Classification();
                public void Dispose() { }
            }
        }
        """;

    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Errors of the compiler; empty where the class compiles.</summary>
    /// <param name="code">The generated file.</param>
    /// <param name="version">The language.</param>
    /// <param name="more">More code of the same project.</param>
    public static IReadOnlyList<string> Errors(string code, LanguageVersion version = LanguageVersion.Latest, string more = "") =>
    [
        .. Compile(code, version, more).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => error.ToString()),
    ];

    /// <summary>The compiled assembly, the stand-in of the runtime in it.</summary>
    public static Assembly Load(string code)
    {
        var image = new MemoryStream();
        var result = Compile(code, LanguageVersion.Latest, "").Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    private static CSharpCompilation Compile(string code, LanguageVersion version, string more)
    {
        var options = new CSharpParseOptions(version);
        return CSharpCompilation.Create(
            "Consumer" + Guid.NewGuid().ToString("N"),
            new[] { code, Runtime, more }.Select(text => CSharpSyntaxTree.ParseText(text, options)),
            Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Disable));
    }
}
