using FlowerModel.Pipeline.Artifacts;

namespace FlowerModel.Trainer.Reporting.Analysis;

/// <summary>How well one class is recognized.</summary>
/// <param name="Images">Number of images with this label.</param>
/// <param name="Answers">Number of images that the model puts into this class.</param>
/// <param name="Correct">Number of images that are both.</param>
internal readonly record struct ClassFigures(int Images, int Answers, int Correct)
{
    /// <summary>Share of the answers with this class that are correct; null if there are none.</summary>
    public double? Precision => Answers == 0 ? null : (double)Correct / Answers;

    /// <summary>Share of the images of this class that are recognized; null if there are none.</summary>
    public double? Recall => Images == 0 ? null : (double)Correct / Images;

    /// <summary>Harmonic mean of precision and recall; null if there are neither images nor answers.</summary>
    public double? F1 => Images + Answers == 0 ? null : 2.0 * Correct / (Images + Answers);

    /// <summary>Returns the confusion matrix: row = label, column = answer. Images whose label the model does not have are left out.</summary>
    /// <param name="labels">The labels, by output index.</param>
    /// <param name="images">The images.</param>
    public static int[][] Confusion(IReadOnlyList<string> labels, IEnumerable<ImageAnswer> images)
    {
        var indexes = labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index, StringComparer.Ordinal);
        int[][] confusion = [.. labels.Select(_ => new int[labels.Count])];
        foreach (var image in images)
        {
            if (indexes.TryGetValue(image.Label, out var truth)) confusion[truth][image.Best()]++;
        }

        return confusion;
    }

    /// <summary>Returns the figures of each class, by output index.</summary>
    public static ClassFigures[] Of(int[][] confusion) =>
        [.. confusion.Select((row, index) => new ClassFigures(row.Sum(), confusion.Sum(other => other[index]), row[index]))];
}
