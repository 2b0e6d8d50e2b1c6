using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowerModel.Testing.Browser;

/// <summary>A visit to the report of a model in Chromium without a network, driven by playwright-core in <c>report.mjs</c>.</summary>
/// <param name="Page">Full path of the page.</param>
/// <param name="IsDark">True for a dark color scheme.</param>
/// <param name="Width">Width of the window in pixels.</param>
public sealed record ReportVisit(string Page, bool IsDark = false, int Width = 1280)
{
    /// <summary>Runs the visit. If Chromium or Node.js is missing, the running test is skipped (or fails in continuous integration).</summary>
    /// <exception cref="InvalidOperationException">The browser failed; the message contains its output.</exception>
    public ReportFindings Make()
    {
        var browser = ChromiumProgram.Find();
        var package = NodePackage.Install("browser", Path.Combine(AppContext.BaseDirectory, "Browser"));
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["visit.json"], JsonSerializer.Serialize(
            new ReportVisitFile(browser, new Uri(Page).AbsoluteUri, IsDark, Width, folder["page.png"]), ReportVisitJson.Default.ReportVisitFile));
        NodePackage.Run(["report.mjs", folder["visit.json"], folder["findings.json"]], package);
        var findings = JsonSerializer.Deserialize(File.ReadAllText(folder["findings.json"]), ReportVisitJson.Default.ReportFindings)!;
        return findings with { Screenshot = File.ReadAllBytes(folder["page.png"]) };
    }
}

/// <summary>What the visitor found.</summary>
/// <param name="Errors">Errors of the page and of its console, and dialogs.</param>
/// <param name="Requests">URLs of all requests except those of <c>data:</c> URLs.</param>
/// <param name="Violations">Serious and critical violations that axe-core found, with the elements.</param>
/// <param name="Focused">What the Tab key reached, in order: identifier or element name and text.</param>
/// <param name="Overflow">Number of pixels by which the page is wider than the window.</param>
/// <param name="Mistakes">Number of wrong answers on the page.</param>
/// <param name="Filtered">Number of them after following the first link of the confusion matrix with the keyboard.</param>
/// <param name="Linked">The number in that link; null without mistakes.</param>
/// <param name="Maps">Number of activation maps with pixels.</param>
/// <param name="MapsAfterToggle">Number of visible maps after pressing their button.</param>
/// <param name="Sorted">The first column of the first sortable table, after sorting it by its last column.</param>
/// <param name="Sections">Visible headings of the second level.</param>
/// <param name="Stages">Names of the stages in the build's table.</param>
public sealed record ReportFindings(
    IReadOnlyList<string> Errors, IReadOnlyList<string> Requests, IReadOnlyList<string> Violations, IReadOnlyList<string> Focused, int Overflow,
    int Mistakes, int Filtered, int? Linked, int Maps, int MapsAfterToggle, IReadOnlyList<string> Sorted, IReadOnlyList<string> Sections,
    IReadOnlyList<string> Stages)
{
    /// <summary>The whole page as PNG.</summary>
    public byte[] Screenshot { get; init; } = [];
}

internal sealed record ReportVisitFile(string Browser, string Url, bool Dark, int Width, string Screenshot);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportVisitFile))]
[JsonSerializable(typeof(ReportFindings))]
internal sealed partial class ReportVisitJson : JsonSerializerContext;
