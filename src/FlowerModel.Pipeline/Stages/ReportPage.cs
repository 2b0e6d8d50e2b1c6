using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Provenance;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The report in the state folder: the stage's page with the facts of this build, which no key contains.</summary>
public static class ReportPage
{
    /// <summary>The element of the page that receives the facts. A page without it is written as it is.</summary>
    public const string Placeholder = Start + "null" + End;

    private const string Start = "<script type=\"application/json\" id=\"build\">";
    private const string End = "</script>";
    private const string StampName = "report.stamp";

    /// <summary>
    /// Writes the page if it, a stage's result or a setting has changed since it was written. A build that takes everything from the cache does not change
    /// it, so the page keeps the times of the build that made the model.
    /// </summary>
    /// <param name="model">The model; all stages have run.</param>
    /// <param name="page">The report stage's artifact.</param>
    /// <exception cref="PipelineException">The file is not up to date under <c>-question</c>.</exception>
    internal static void Write(ModelRun model, Artifact page)
    {
        var path = model.State.PathOf(ReportStage.FileName);
        MadeStage[] stages = [.. StageCatalog.All.SelectMany(stage => stage.RecordNames(model)).Select(name => new MadeStage(name, model.State.Read(name)))];
        var settings = ModelParameters.Of(model.Settings, model.Context.ProjectDirectory).Item;
        var stamp = Hashing.OfText(string.Join("\n", [Json(settings), .. stages.Select(stage => stage.Record.ToJson())])) + "\n";
        var stampPath = model.State.PathOf(StampName);
        if (File.Exists(path) && File.Exists(stampPath) && File.ReadAllText(stampPath) == stamp) return;
        if (model.Context.Policy == RunPolicy.Question)
            throw new PipelineException(Codes.NotUpToDate, $"{model.Settings.Name}: the report is not up to date.", path);

        var facts = Json(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["settings"] = settings,
            ["stages"] = Array.ConvertAll(stages, Stage),
            ["comparison"] = PreviousAnswers.Compare(model),
        });
        AtomicFile.WriteText(path, Insert(model.Results.ReadText(page), facts));
        AtomicFile.WriteText(stampPath, stamp);
        model.Context.Log.Progress($"{model.Settings.Name}: report in {path}");

        object Stage(MadeStage stage) => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = stage.Name,
            ["seconds"] = model.Memory.Stages.SecondsOf(stage.Name),
            ["record"] = stage.Record,
        };
    }

    /// <summary>Returns a page with facts in place of <see cref="Placeholder"/>.</summary>
    /// <param name="page">The page.</param>
    /// <param name="facts">The facts as JSON.</param>
    public static string Insert(string page, string facts) => page.Replace(Placeholder, Start + facts.Replace("<", "\\u003c") + End);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, CanonicalJson.Options);
}
