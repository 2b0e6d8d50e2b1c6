using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;

namespace FlowerModel.Conversion.Evaluation;

/// <summary>The answers of a model for the images of one subset, and how many are correct.</summary>
internal sealed class AnswerCount
{
    private readonly int[][] confusion;
    private readonly SortedDictionary<string, string> answers = new(StringComparer.Ordinal);
    private readonly List<(double Score, bool IsCorrect)> scored = [];

    /// <summary>Counts the answers.</summary>
    /// <param name="labels">The labels, by output index.</param>
    /// <param name="images">The images with their scores. An answer is wrong if the model does not have the image's label.</param>
    public AnswerCount(IReadOnlyList<string> labels, IEnumerable<ImageAnswer> images)
    {
        var indexes = labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index, StringComparer.Ordinal);
        confusion = [.. labels.Select(_ => new int[labels.Count])];

        // The order decides how sums are rounded, and the names of the images must not matter.
        Images = [.. images.OrderBy(image => image.Sha256, StringComparer.Ordinal).ThenBy(image => image.Label, StringComparer.Ordinal)];
        foreach (var image in Images)
        {
            var answer = image.Best();
            var truth = indexes.GetValueOrDefault(image.Label, -1);
            answers[image.Sha256] = labels[answer];
            scored.Add((image.Scores[answer], truth == answer));
            if (truth >= 0) confusion[truth][answer]++;
            if (truth == answer) Correct++;
        }
    }

    /// <summary>The images, sorted by SHA-256 and label.</summary>
    public IReadOnlyList<ImageAnswer> Images { get; }

    /// <summary>Number of images that the model classifies correctly.</summary>
    public int Correct { get; }

    /// <summary>Counts: row = true class, column = the model's answer.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Confusion => confusion;

    /// <summary>The answers: labels by the images' SHA-256, sorted by SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Answers => answers;

    /// <summary>Returns the expected calibration error of the scores, 0 to 1.</summary>
    public double CalibrationError() => CalibrationBins.Error(scored);
}
