using System.Globalization;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Distiller.Training;

/// <summary>Writes the learning curve next to the base: BASE.history.json and BASE.curves.png.</summary>
internal static class DistillationReport
{
    private static readonly CurvePanel Similarity = new(
        "Similarity of student and teacher", "Cosine of pooled features", epoch => epoch.Accuracy, epoch => epoch.ValidationAccuracy,
        value => value.ToString("0.000", CultureInfo.InvariantCulture), (low, _) => (Math.Min(low, 0), 1.02), LegendAtTop: false);

    private static readonly CurvePanel Loss = CurvePanel.Loss with { Title = "Training and held-out loss", Unit = "Distance of features" };

    /// <summary>Writes both files.</summary>
    /// <param name="basePath">Path of the base, from which the two file names are derived.</param>
    /// <param name="history">The epochs; their "accuracy" is the cosine similarity.</param>
    public static void Write(string basePath, TrainingHistory history)
    {
        TrainingPhase[] phases = [new(StudentTrainer.Phase, history)];
        HistoryFile.Write(Path.ChangeExtension(basePath, "history.json"), phases);
        LearningCurves.WritePng(Path.ChangeExtension(basePath, "curves.png"), phases, Similarity, Loss);
    }
}
