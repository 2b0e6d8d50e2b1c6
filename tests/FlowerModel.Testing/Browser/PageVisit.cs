using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowerModel.Testing.Browser;

/// <summary>A visit to the page of <c>sample/FlowerWeb</c> with Chromium, driven by playwright-core in <c>visit.mjs</c>.</summary>
/// <param name="Url">URL of the page.</param>
/// <param name="Photos">Paths of the photos that are given to it, one after another.</param>
/// <param name="Model">Name of the model to choose first; null for the one that the page starts with.</param>
/// <param name="Drop">True: each photo is dropped on the page. False: it is picked in the file dialog, opened with the keyboard.</param>
public sealed record PageVisit(string Url, IReadOnlyList<string> Photos, string? Model = null, bool Drop = false)
{
    private static readonly string[] BrowserNames = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Makes the visit. The running test skips (fails in continuous integration) where Chromium or Node.js is missing.</summary>
    /// <exception cref="InvalidOperationException">The page did not settle, or the browser failed; the message holds its words.</exception>
    public VisitReport Make()
    {
        var browser = FindBrowser();
        ReferenceData.SkipUnless(browser is not null, $"no Chromium is on the path ({string.Join(", ", BrowserNames)})");
        var package = NodePackage.Install("browser", Path.Combine(AppContext.BaseDirectory, "Browser"));
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["visit.json"], JsonSerializer.Serialize(
            new VisitFile(browser!, Url, Model, Drop, [.. Photos.Select(Path.GetFullPath)]), VisitJson.Default.VisitFile));
        NodePackage.Run(["visit.mjs", folder["visit.json"], folder["report.json"]], package);
        return JsonSerializer.Deserialize(File.ReadAllText(folder["report.json"]), VisitJson.Default.VisitReport)!;
    }

    private static string? FindBrowser() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in BrowserNames
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}

/// <summary>What a visitor saw.</summary>
/// <param name="Opening">The page with its model loaded and no photo given yet.</param>
/// <param name="Answers">The page after each photo.</param>
/// <param name="Requests">URLs of everything that the page asked for.</param>
/// <param name="Errors">Errors that no code of the page caught.</param>
public sealed record VisitReport(PageState Opening, IReadOnlyList<PageState> Answers, IReadOnlyList<string> Requests, IReadOnlyList<string> Errors);

/// <summary>What the page shows once it rests.</summary>
/// <param name="State"><c>ready</c>, <c>answered</c> or <c>failed</c>.</param>
/// <param name="Status">The line that says what was done.</param>
/// <param name="Problem">The message about what went wrong; empty where none is seen.</param>
/// <param name="Classes">The classes from top to bottom; empty where none are seen.</param>
public sealed record PageState(string State, string Status, string Problem, IReadOnlyList<PageClass> Classes);

/// <summary>One class with its score, 0 to 1.</summary>
public sealed record PageClass(string Label, double Score);

internal sealed record VisitFile(string Browser, string Url, string? Model, bool Drop, IReadOnlyList<string> Photos);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VisitFile))]
[JsonSerializable(typeof(VisitReport))]
internal sealed partial class VisitJson : JsonSerializerContext;
