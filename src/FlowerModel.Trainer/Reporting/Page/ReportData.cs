using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Everything that the page shows.</summary>
internal sealed record ReportData
{
    /// <summary>The model's name and variants; the first is the one that the page is about.</summary>
    public required ReportSettings Settings { get; init; }

    /// <summary>All images, with the subsets in the dataset.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>What the features stage found out about the images.</summary>
    public required FeatureIndex Index { get; init; }

    /// <summary>The answers of each variant.</summary>
    public required IReadOnlyDictionary<NumberFormat, Answers> Answers { get; init; }

    /// <summary>The phases of the training.</summary>
    public required IReadOnlyList<TrainingPhase> Phases { get; init; }

    /// <summary>The learning curves as SVG.</summary>
    public required string Curves { get; init; }

    /// <summary>How the scores were calibrated.</summary>
    public required CalibrationReport Calibration { get; init; }

    /// <summary>Images with problems.</summary>
    public required IReadOnlyList<SuspiciousImage> Problems { get; init; }

    /// <summary>The thumbnails.</summary>
    public required Gallery Gallery { get; init; }

    /// <summary>The variant that the page is about.</summary>
    public ReportedVariant First => Settings.Variants[0];

    /// <summary>Its answers.</summary>
    public Answers Main => Answers[First.Format];

    /// <summary>The class names, by output index.</summary>
    public IReadOnlyList<string> Labels => Main.Labels;

    /// <summary>The answers for the validation images.</summary>
    public IReadOnlyList<ImageAnswer> Validation => [.. Main.Images.Where(image => image.Subset == Subset.Validation)];

    /// <summary>The answers for the test images.</summary>
    public IReadOnlyList<ImageAnswer> Test => [.. Main.Images.Where(image => image.Subset == Subset.Test)];

    /// <summary>Returns the images with a wrong answer, those with the highest scores first.</summary>
    public IReadOnlyList<ImageAnswer> Wrong() =>
    [
        .. Main.Images.Where(image => !IsCorrect(image))
            .OrderByDescending(image => image.Scores[image.Best()]).ThenBy(image => image.Sha256, StringComparer.Ordinal),
    ];

    /// <summary>Returns the images whose label is probably wrong, the most suspicious first.</summary>
    public IReadOnlyList<SuspectedLabel> Suspects() => ConfidentLearning.Find(Labels, Main.Images);

    /// <summary>Returns true if the answer is the image's label.</summary>
    public bool IsCorrect(ImageAnswer image) => Labels[image.Best()] == image.Label;

    /// <summary>Returns the share of images with a correct answer; null without images.</summary>
    public double? Accuracy(IReadOnlyList<ImageAnswer> images) => images.Count == 0 ? null : (double)images.Count(IsCorrect) / images.Count;

    /// <summary>Returns the score of each answer, and whether it is correct.</summary>
    public IEnumerable<(double Score, bool IsCorrect)> Scored(IEnumerable<ImageAnswer> images) =>
        images.Select(image => ((double)image.Scores[image.Best()], IsCorrect(image)));

    /// <summary>Returns the path of an image below the dataset's folder.</summary>
    public string PathOf(string sha256) => Paths[sha256].First();

    private ILookup<string, string> Paths => field ??= Manifest.Entries.ToLookup(entry => entry.Sha256, entry => entry.Path, StringComparer.Ordinal);
}
