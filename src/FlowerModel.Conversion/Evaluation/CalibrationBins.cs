namespace FlowerModel.Conversion.Evaluation;

/// <summary>The images whose answers have scores in one range.</summary>
/// <param name="Images">Number of images.</param>
/// <param name="Scores">Sum of the scores of their answers.</param>
/// <param name="Correct">Number of images that are answered correctly.</param>
public readonly record struct CalibrationBin(int Images, double Scores, int Correct);

/// <summary>
/// Expected calibration error (Naeini et al. 2015): the difference between scores and the share of correct answers.
/// </summary>
public static class CalibrationBins
{
    /// <summary>Number of bins, as in Guo et al. 2017.</summary>
    public const int Count = 15;

    /// <summary>Returns the bins of equal width, from score 0 to 1.</summary>
    /// <param name="answers">Score of the greatest output, and whether it is the correct answer.</param>
    public static CalibrationBin[] Of(IEnumerable<(double Score, bool IsCorrect)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var bins = new CalibrationBin[Count];
        foreach (var (score, isCorrect) in answers)
        {
            ref var bin = ref bins[Math.Clamp((int)(score * Count), 0, Count - 1)];
            bin = new CalibrationBin(bin.Images + 1, bin.Scores + score, bin.Correct + (isCorrect ? 1 : 0));
        }

        return bins;
    }

    /// <summary>Returns the mean difference between score and accuracy over the bins, weighted by their images, 0 to 1; 0 without images.</summary>
    /// <param name="answers">Score of the greatest output, and whether it is the correct answer.</param>
    public static double Error(IEnumerable<(double Score, bool IsCorrect)> answers)
    {
        var bins = Of(answers);
        var images = bins.Sum(bin => bin.Images);
        return images == 0 ? 0 : bins.Sum(bin => Math.Abs(bin.Scores - bin.Correct)) / images;
    }
}
