namespace FlowerModel.Trainer.Calibration;

/// <summary>Expected calibration error (Naeini et al. 2015): how far scores and the share of right answers are apart.</summary>
internal static class CalibrationError
{
    private const int Bins = 15; // as in Guo et al. 2017

    /// <summary>
    /// Returns the mean difference between score and accuracy over bins of equal width, weighted by the images in them, 0 to 1.
    /// </summary>
    /// <param name="answers">Score of the greatest output, and whether it was right.</param>
    public static double Of(IEnumerable<(double Score, bool IsRight)> answers)
    {
        var bins = new (int Images, double Scores, int Right)[Bins];
        var images = 0;
        foreach (var (score, isRight) in answers)
        {
            ref var bin = ref bins[Math.Clamp((int)(score * Bins), 0, Bins - 1)];
            bin = (bin.Images + 1, bin.Scores + score, bin.Right + (isRight ? 1 : 0));
            images++;
        }

        return images == 0 ? 0 : bins.Sum(bin => Math.Abs(bin.Scores - bin.Right)) / images;
    }

    /// <summary>Returns the error of outputs at a temperature.</summary>
    /// <param name="images">The outputs.</param>
    /// <param name="temperature">The temperature.</param>
    public static double Of(IReadOnlyList<LabeledOutputs> images, double temperature) => Of(images.Select(image =>
    {
        var scores = Temperature.Softmax(image.Outputs, temperature);
        var answer = Array.IndexOf(scores, scores.Max());
        return (scores[answer], answer == image.Label);
    }));
}
