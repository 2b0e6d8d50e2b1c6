namespace FlowerModel.Trainer.Calibration;

/// <summary>
/// The score below which an answer counts as unknown. Each class is held out in turn: its images, looked at without its output, stand for images of no class
/// (the maximum softmax score as in Hendrycks and Gimpel 2017).
/// </summary>
/// <param name="Threshold">The score, 0 to 1; 0 = every answer is known.</param>
/// <param name="Known">Share of the validation images whose score reaches the threshold.</param>
/// <param name="Rejected">Share of the held-out images whose score does not reach it; null with two classes, where nothing can be held out.</param>
internal sealed record UnknownThreshold(double Threshold, double Known, double? Rejected)
{
    private const double Steps = 50;
    private const double MaxLost = 0.05; // share of the images of known classes that may be called unknown

    /// <summary>
    /// Returns the threshold that separates known from held-out images best, with the mean of both shares as the measure, among those that call at most one
    /// in twenty images of known classes unknown.
    /// </summary>
    /// <param name="images">Outputs for images that were not trained on.</param>
    /// <param name="temperature">The temperature of the scores.</param>
    public static UnknownThreshold Fit(IReadOnlyList<LabeledOutputs> images, double temperature)
    {
        if (images.Count == 0) return new UnknownThreshold(0, 1, null);
        double[] known = [.. images.Select(image => Temperature.Softmax(image.Outputs, temperature).Max()).Order()];
        double[] heldOut = images[0].Outputs.Length > 2 ? [.. images.Select(image => ScoreWithoutItsClass(image, temperature))] : [];
        var greatest = known[(int)(known.Length * MaxLost)];
        var candidates = heldOut.Length == 0 ? [greatest] : known.Where(score => score <= greatest).Append(0);
        // In coarse steps, so that a new validation image seldom makes another model.
        return candidates.Select(score => Math.Floor(score * Steps) / Steps).Distinct().Select(At).MaxBy(fit => fit.Known + (fit.Rejected ?? 0))!;

        UnknownThreshold At(double threshold) =>
            new(threshold, ShareFrom(known, threshold), heldOut.Length == 0 ? null : 1 - ShareFrom(heldOut, threshold));
    }

    private static double ShareFrom(double[] scores, double threshold) => (double)scores.Count(score => score >= threshold) / scores.Length;

    private static double ScoreWithoutItsClass(LabeledOutputs image, double temperature)
    {
        float[] others = [.. image.Outputs.Where((_, index) => index != image.Label)];
        return Temperature.Softmax(others, temperature).Max();
    }
}
