using System.Text;

namespace FlowerModel.Build.Tasks.Embedding;

/// <summary>The members of the generated class that call the classifier. Their documentation is that of the runtime's members.</summary>
internal static class ForwardedMembers
{
    private const string Runtime = "global::FlowerModel.Runtime.";
    private const string Documentation = "M:FlowerModel.Runtime.ImageClassifier.";
    private const string Collections = "global::System.Collections.Generic.";
    private const string Batch = Runtime + "BatchResult<" + Runtime + "Classification>";
    private const string Task = "global::System.Threading.Tasks.Task<" + Runtime + "Classification>";
    private const string Token = "global::System.Threading.CancellationToken";
    private const string Stream = "global::System.IO.Stream";
    private const string Span = "global::System.ReadOnlySpan<byte>";
    private const string SpanId = "System.ReadOnlySpan{System.Byte}";
    private const string TokenId = "System.Threading.CancellationToken";
    private const string Paths = Collections + "IEnumerable<string>";
    private const string PathsId = "System.Collections.Generic.IEnumerable{System.String}";

    private const string BatchId = PathsId + "," + TokenId;
    private const string BatchParameters = Paths + " paths, " + Token + " cancellationToken = default";

    private static readonly Member[] All =
    [
        new(Runtime + "Classification", "Classify", "System.String", "string path", "path"),
        new(Runtime + "Classification", "Classify", "System.IO.Stream", Stream + " image", "image"),
        new(Runtime + "Classification", "Classify", SpanId, Span + " encoded", "encoded"),
        new(Runtime + "Classification", "Classify", SpanId + ",System.Int32,System.Int32", Span + " rgb, int width, int height", "rgb, width, height"),
        new(Task, "ClassifyAsync", "System.String," + TokenId, $"string path, {Token} cancellationToken = default", "path, cancellationToken"),
        new(Task, "ClassifyAsync", "System.IO.Stream," + TokenId, $"{Stream} image, {Token} cancellationToken = default", "image, cancellationToken"),
        new($"{Collections}IReadOnlyList<{Batch}>", "ClassifyBatch", BatchId, BatchParameters, "paths, cancellationToken"),
        new($"{Collections}IAsyncEnumerable<{Batch}>", "ClassifyBatchAsync", BatchId, BatchParameters, "paths, cancellationToken"),
        new("float[]", "Embed", "System.String", "string path", "path"),
        new("float[]", "Embed", "System.IO.Stream", Stream + " image", "image"),
        new("float[]", "Embed", SpanId, Span + " encoded", "encoded"),
        new(Runtime + "Explanation", "Explain", "System.String", "string path", "path"),
        new(Runtime + "Explanation", "Explain", "System.IO.Stream", Stream + " image", "image"),
        new(Runtime + "Explanation", "Explain", SpanId, Span + " encoded", "encoded"),
    ];

    /// <summary>The names of the members.</summary>
    public static IEnumerable<string> Names => All.Select(member => member.Name).Distinct();

    /// <summary>Appends the members.</summary>
    /// <param name="code">The generated file.</param>
    /// <param name="field">The field with the classifier.</param>
    public static void Append(StringBuilder code, string field)
    {
        foreach (var member in All)
        {
            code.Append($"\n    /// <inheritdoc cref=\"{Documentation}{member.Name}({member.Id})\"/>\n");
            code.Append($"    public {member.Type} {member.Name}({member.Parameters}) => {field}.{member.Name}({member.Arguments});\n");
        }
    }

    private sealed record Member(string Type, string Name, string Id, string Parameters, string Arguments);
}
