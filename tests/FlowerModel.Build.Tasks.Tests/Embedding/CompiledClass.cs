using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Build.Tasks.Tests.Embedding;

/// <summary>Compiles a generated class against a replacement of the runtime with the members that the class uses, and loads it.</summary>
internal static class CompiledClass
{
    private const string Runtime = """
        namespace FlowerModel.Runtime
        {
            public sealed class Classification { public int Index => 1; }
            public sealed class Explanation { }
            public interface IImageModel : System.IDisposable { ImageClassifier AsImageClassifier(); }
            public sealed class BatchResult<T> where T : class { }
            public sealed class ImageClassifier : System.IDisposable
            {
                public static string Loaded = "";
                public System.Collections.Generic.IReadOnlyList<string> Labels => System.Array.Empty<string>();
                public static ImageClassifier LoadResource(System.Reflection.Assembly assembly, string name) { Loaded = name; return new ImageClassifier(); }
                public Classification Classify(string path) => new Classification();
                public Classification Classify(System.IO.Stream image) => new Classification();
                public Classification Classify(System.ReadOnlySpan<byte> rgb, int width, int height) => new Classification();
                public Classification Classify(System.ReadOnlySpan<byte> encoded) => new Classification();
                public System.Threading.Tasks.Task<Classification> ClassifyAsync(string path, System.Threading.CancellationToken token) => null;
                public System.Threading.Tasks.Task<Classification> ClassifyAsync(System.IO.Stream image, System.Threading.CancellationToken token) => null;
                public System.Collections.Generic.IReadOnlyList<BatchResult<Classification>> ClassifyBatch(
                    System.Collections.Generic.IEnumerable<string> paths, System.Threading.CancellationToken token) => null;
                public System.Collections.Generic.IAsyncEnumerable<BatchResult<Classification>> ClassifyBatchAsync(
                    System.Collections.Generic.IEnumerable<string> paths, System.Threading.CancellationToken token) => null;
                public float[] Embed(string path) => null;
                public float[] Embed(System.IO.Stream image) => null;
                public float[] Embed(System.ReadOnlySpan<byte> encoded) => null;
                public Explanation Explain(string path) => null;
                public Explanation Explain(System.IO.Stream image) => null;
                public Explanation Explain(System.ReadOnlySpan<byte> encoded) => null;
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

    /// <summary>Returns the errors of the compiler; empty if the class compiles.</summary>
    /// <param name="code">The generated file.</param>
    /// <param name="version">The language version.</param>
    /// <param name="more">Further code of the same project.</param>
    public static IReadOnlyList<string> Errors(string code, LanguageVersion version = LanguageVersion.Latest, string more = "") =>
    [
        .. Compile(code, version, more).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => error.ToString()),
    ];

    /// <summary>Returns the compiled assembly, which includes the replacement of the runtime.</summary>
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
