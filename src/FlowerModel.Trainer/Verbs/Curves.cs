using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The learning curves of the phases so far, as artifacts.</summary>
internal static class Curves
{
    /// <summary>Writes the data and the images.</summary>
    public static void Write(string folder, TrainingHistory head, TrainingHistory? fineTuning)
    {
        List<TrainingPhase> phases = [new(TrainingPhase.Head, head)];
        if (fineTuning is not null) phases.Add(new TrainingPhase(TrainingPhase.FineTune, fineTuning));
        HistoryFile.Write(Path.Combine(folder, ArtifactNames.History), phases);
        LearningCurves.WritePng(Path.Combine(folder, ArtifactNames.CurvesPng), phases);
        LearningCurves.WriteSvg(Path.Combine(folder, ArtifactNames.CurvesSvg), phases);
    }

    /// <summary>Reads the history of head training.</summary>
    public static TrainingHistory ReadHead(string path) => HistoryFile.Read(path).Single(phase => phase.Name == TrainingPhase.Head).History;
}
