using FlowerModel.Pipeline.Advice;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Advice about a model's data and training: in the log when the model is new, and in a file beside the other reports.</summary>
internal static class AdviceReport
{
    /// <summary>Name of the report in the state folder.</summary>
    public const string FileName = "advice.json";

    /// <summary>Writes the report and logs the advice, unless the report is about the same model already.</summary>
    /// <param name="model">The model.</param>
    /// <param name="evaluated">The record of the float32 model's evaluation, whose key depends on everything that advice is about.</param>
    /// <param name="accuracy">The validation accuracy, 0 to 1.</param>
    public static void Write(ModelRun model, StageRecord evaluated, double accuracy)
    {
        var fineTuned = model.Made<FineTuneStage>();
        // The training may have changed without changing the model: other epochs after the best one.
        var key = Hashing.OfText($"{evaluated.Key} {fineTuned.Key}");
        var path = model.State.PathOf(FileName);
        if (File.Exists(path) && File.ReadAllText(path).Contains(key)) return;
        var index = model.ReadIndex(model.Made<FeaturesStage>()[FeatureIndex.FileName]);
        var images = index.SplitOf(model.ReadManifest().WithoutTest());
        Hint[] advice =
        [
            .. DataAdvice.OfClasses(images.Entries),
            .. DataAdvice.OfSplit(images.Clusters, accuracy),
            .. CurveAdvice.Of(TrainingCurves.Read(model.Results.ReadText(fineTuned[ArtifactNames.History]))),
        ];
        foreach (var hint in advice) model.Context.Log.Detail(hint.Code, $"{model.Settings.Name}: {hint.Text}");
        model.LayOut(CanonicalJson.Document(new Document(key, advice)), FileName);
    }

    private sealed record Document(string Key, IReadOnlyList<Hint> Advice);
}
