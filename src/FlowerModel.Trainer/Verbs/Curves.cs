using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The learning curves of the phases so far, as artifacts.</summary>
internal static class Curves
{
    /// <summary>Writes the data and the images. Where the native graphics library does not load, a warning replaces the PNG.</summary>
    public static void Write(TrainerRequest request, TrainerOutput output, TrainingHistory head, TrainingHistory? fineTuning)
    {
        List<TrainingPhase> phases = [new(TrainingPhase.Head, head)];
        if (fineTuning is not null) phases.Add(new TrainingPhase(TrainingPhase.FineTune, fineTuning));
        HistoryFile.Write(PathOf(ArtifactNames.History), phases);
        LearningCurves.WriteSvg(PathOf(ArtifactNames.CurvesSvg), phases);
        try
        {
            LearningCurves.WritePng(PathOf(ArtifactNames.CurvesPng), phases);
        }
        catch (Exception error) when (NativeGraphics.IsMissing(error))
        {
            output.Report(Diagnostic.Warning(
                Codes.CurvesNotDrawn,
                $"{request.Model}: {ArtifactNames.CurvesPng} was not drawn, because the graphics library does not load on this machine. "
                + $"{ArtifactNames.CurvesSvg} shows the same curves. ({NativeGraphics.Reason(error)})"));
        }

        string PathOf(string name) => Path.Combine(request.OutputDirectory, name);
    }

    /// <summary>Reads the history of head training.</summary>
    public static TrainingHistory ReadHead(string path) => HistoryFile.Read(path).Single(phase => phase.Name == TrainingPhase.Head).History;
}
