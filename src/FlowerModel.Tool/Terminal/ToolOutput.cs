using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FlowerModel.Tool.Terminal;

/// <summary>
/// The output of a command: results go to standard output, messages and progress to standard error. Tables fit the terminal; redirected,
/// they are plain text without colors, 160 columns wide or as wide as the environment variable COLUMNS specifies.
/// </summary>
/// <param name="results">Standard output.</param>
/// <param name="messages">Standard error.</param>
internal sealed class ToolOutput(TextWriter results, TextWriter messages)
{
    private const int RedirectedWidth = 160;

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        // JSON goes to files and programs, not into HTML, so letters of all languages stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly bool isTerminal = ReferenceEquals(results, Console.Out) && !Console.IsOutputRedirected;
    private readonly Lock gate = new();
    private int progressLength;

    /// <summary>Writes a table or paragraph under a heading.</summary>
    public void Write(string heading, IRenderable content)
    {
        Write(new Text(heading + "\n", new Style(decoration: Decoration.Bold)));
        Write(content);
        WriteLine();
    }

    /// <summary>Writes a table or paragraph.</summary>
    public void Write(IRenderable content)
    {
        if (isTerminal)
        {
            CreateConsole(results).Write(content);
            return;
        }

        // Every column, including the last, is padded with spaces, which are unwanted in a file.
        var text = new StringWriter();
        CreateConsole(text).Write(content);
        foreach (var line in text.ToString().TrimEnd().Split('\n')) results.WriteLine(line.TrimEnd());
    }

    /// <summary>Writes a line.</summary>
    public void WriteLine(string text = "") => results.WriteLine(text);

    /// <summary>Writes a result as JSON; the report itself handles enumerations and missing values.</summary>
    public void WriteJson<T>(T report) => results.WriteLine(JsonSerializer.Serialize(report, JsonOptions));

    /// <summary>Reports an error or a warning: <c>FILE: error FLOWERnnnn: TEXT</c>.</summary>
    public void Report(Diagnostic diagnostic)
    {
        var severity = diagnostic.Severity == Severity.Error ? "error" : "warning";
        var file = diagnostic.File is null ? "" : Printable.Of(diagnostic.File) + ": ";
        Message($"{file}{severity} {diagnostic.Code}: {Printable.Of(diagnostic.Text)}");
    }

    /// <summary>Writes a message to standard error.</summary>
    public void Message(string text)
    {
        lock (gate)
        {
            ClearProgress();
            messages.WriteLine(text);
        }
    }

    /// <summary>Shows progress on one line of the terminal, which is overwritten; writes nothing if redirected.</summary>
    public void Progress(string what, int done, int total)
    {
        if (Console.IsErrorRedirected || !ReferenceEquals(messages, Console.Error)) return;
        lock (gate)
        {
            ClearProgress();
            if (done == total) return;
            var text = string.Create(CultureInfo.InvariantCulture, $"{what} {done} of {total}");
            messages.Write(text);
            progressLength = text.Length;
        }
    }

    private void ClearProgress()
    {
        if (progressLength > 0) messages.Write("\r" + new string(' ', progressLength) + "\r");
        progressLength = 0;
    }

    private IAnsiConsole CreateConsole(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal) console.Profile.Width = WidthOfVariable() ?? RedirectedWidth;
        return console;
    }

    private static int? WidthOfVariable() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns >= 40
            ? columns
            : null;
}
