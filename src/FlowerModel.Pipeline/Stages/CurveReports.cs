using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The learning curves of both training phases, as data and as images.</summary>
internal static class CurveReports
{
    /// <summary>Names of the files that are always written.</summary>
    public static IReadOnlyList<string> Artifacts { get; } = [ArtifactNames.History, ArtifactNames.CurvesSvg];

    /// <summary>Names of the files that are written if the machine can draw them.</summary>
    public static IReadOnlyList<string> Drawings { get; } = [ArtifactNames.CurvesPng];

    /// <summary>Copies the curves to the state folder and reports their location if they are new.</summary>
    /// <param name="model">The model.</param>
    /// <param name="record">The record of the phase's stage.</param>
    /// <param name="phase">The phase, used as the prefix of the file names: <c>head</c>, <c>fine-tune</c>.</param>
    public static void Report(ModelRun model, StageRecord record, string phase)
    {
        var isNew = false;
        foreach (var name in Artifacts) isNew |= model.LayOut(record[name], NameOf(name));
        var image = ArtifactNames.CurvesSvg;
        foreach (var name in Drawings)
        {
            if (record.Find(name) is { } drawing)
            {
                isNew |= model.LayOut(drawing, NameOf(name));
                image = name;
            }
            else
            {
                // The drawing of an earlier training would be misleading.
                File.Delete(model.State.PathOf(NameOf(name)));
            }
        }

        if (isNew) model.Context.Log.Progress($"{model.Settings.Name}: learning curves in {model.State.PathOf(NameOf(image))}");

        string NameOf(string artifact) => $"{phase}-{artifact}";
    }
}
