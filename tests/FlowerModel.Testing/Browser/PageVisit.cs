using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowerModel.Testing.Browser;

/// <summary>A visit to the page of <c>sample/FlowerWeb</c> in Chromium, driven by playwright-core in <c>visit.mjs</c>.</summary>
/// <param name="Url">URL of the page.</param>
/// <param name="Photos">Paths of the photos to classify, one after another.</param>
/// <param name="Model">Name of the model to select first; null for the one that is selected initially.</param>
/// <param name="Drop">True to drop each photo on the page; false to select it in the file dialog, opened with the keyboard.</param>
public sealed record PageVisit(string Url, IReadOnlyList<string> Photos, string? Model = null, bool Drop = false)
{
    /// <summary>Runs the visit. If Chromium or Node.js is missing, the running test is skipped (or fails in continuous integration).</summary>
    /// <exception cref="InvalidOperationException">The page did not become idle, or the browser failed; the message contains its output.</exception>
    public VisitReport Make()
    {
        var browser = ChromiumProgram.Find();
        var package = NodePackage.Install("browser", Path.Combine(AppContext.BaseDirectory, "Browser"));
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["visit.json"], JsonSerializer.Serialize(
            new VisitFile(browser, Url, Model, Drop, [.. Photos.Select(Path.GetFullPath)]), VisitJson.Default.VisitFile));
        NodePackage.Run(["visit.mjs", folder["visit.json"], folder["report.json"]], package);
        return JsonSerializer.Deserialize(File.ReadAllText(folder["report.json"]), VisitJson.Default.VisitReport)!;
    }
}

/// <summary>What the visitor saw.</summary>
/// <param name="Opening">The page with its model loaded, before the first photo.</param>
/// <param name="Answers">The page after each photo.</param>
/// <param name="Requests">URLs of all requests of the page.</param>
/// <param name="Errors">Uncaught errors of the page.</param>
public sealed record VisitReport(PageState Opening, IReadOnlyList<PageState> Answers, IReadOnlyList<string> Requests, IReadOnlyList<string> Errors);

/// <summary>What the page shows when it is idle.</summary>
/// <param name="State"><c>ready</c>, <c>answered</c> or <c>failed</c>.</param>
/// <param name="Status">The status line.</param>
/// <param name="Problem">The error message; empty if none is visible.</param>
/// <param name="Classes">The classes from top to bottom; empty if none are visible.</param>
public sealed record PageState(string State, string Status, string Problem, IReadOnlyList<PageClass> Classes);

/// <summary>A class with its score from 0 to 1.</summary>
public sealed record PageClass(string Label, double Score);

internal sealed record VisitFile(string Browser, string Url, string? Model, bool Drop, IReadOnlyList<string> Photos);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VisitFile))]
[JsonSerializable(typeof(VisitReport))]
internal sealed partial class VisitJson : JsonSerializerContext;
