using FlowerModel.Pipeline.Artifacts;

namespace FlowerModel.Trainer.Reporting.Analysis;

/// <summary>An image whose label is probably wrong.</summary>
/// <param name="Image">The image.</param>
/// <param name="Suggested">Index of the class that it probably shows.</param>
/// <param name="Margin">Score of that class minus the score of the label.</param>
internal sealed record SuspectedLabel(ImageAnswer Image, int Suggested, double Margin);

/// <summary>
/// Finds probable labeling errors (Northcutt et al. 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels"). The threshold of a class is the mean
/// score that images with its label have for it. An image is suspected if it reaches the threshold of another class but not that of its own.
/// </summary>
internal static class ConfidentLearning
{
    /// <summary>Returns the threshold of each class, by output index; infinite for a class without images.</summary>
    /// <param name="labels">The labels, by output index.</param>
    /// <param name="images">Images that the model was not trained on.</param>
    public static double[] Thresholds(IReadOnlyList<string> labels, IReadOnlyList<ImageAnswer> images) =>
        [.. labels.Select((label, index) => images.Where(image => image.Label == label).Select(image => (double)image.Scores[index])
            .DefaultIfEmpty(double.PositiveInfinity).Average())];

    /// <summary>Returns the suspected images, the most suspicious first.</summary>
    /// <param name="labels">The labels, by output index.</param>
    /// <param name="images">Images that the model was not trained on.</param>
    public static IReadOnlyList<SuspectedLabel> Find(IReadOnlyList<string> labels, IReadOnlyList<ImageAnswer> images)
    {
        var thresholds = Thresholds(labels, images);
        var indexes = labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index, StringComparer.Ordinal);
        return
        [
            .. images.Select(Suspect).OfType<SuspectedLabel>()
                .OrderByDescending(suspect => suspect.Margin).ThenBy(suspect => suspect.Image.Sha256, StringComparer.Ordinal),
        ];

        SuspectedLabel? Suspect(ImageAnswer image)
        {
            if (!indexes.TryGetValue(image.Label, out var own) || image.Scores[own] >= thresholds[own]) return null;
            var best = -1;
            for (var other = 0; other < labels.Count; other++)
            {
                if (other != own && image.Scores[other] >= thresholds[other] && (best < 0 || image.Scores[other] > image.Scores[best])) best = other;
            }

            return best < 0 ? null : new SuspectedLabel(image, best, (double)image.Scores[best] - image.Scores[own]);
        }
    }
}
