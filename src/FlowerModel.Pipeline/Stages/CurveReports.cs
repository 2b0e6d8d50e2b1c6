using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The learning curves of both training phases, as data and as images.</summary>
internal static class CurveReports
{
    /// <summary>Names of the artifacts.</summary>
    public static IReadOnlyList<string> Artifacts { get; } = [ArtifactNames.History, ArtifactNames.CurvesPng, ArtifactNames.CurvesSvg];

    /// <summary>Copies the curves to the state folder and reports their location if they are new.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record of the phase's stage.</param>
    /// <param name="phase">The phase, used as the prefix of the file names: <c>head</c>, <c>fine-tune</c>.</param>
    public static void Report(ModelRun model, StageRecord record, string phase)
    {
        var isNew = false;
        foreach (var name in Artifacts) isNew |= model.LayOut(record[name], $"{phase}-{name}");
        if (isNew) model.Context.Log.Progress($"{model.Settings.Name}: learning curves in {model.State.PathOf($"{phase}-{ArtifactNames.CurvesPng}")}");
    }
}
