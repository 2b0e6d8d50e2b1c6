namespace FlowerModel.Tool.Evaluation;

/// <summary>The result of <c>flowermodel evaluate</c>; docs/command-line.md describes its JSON, which only gains fields.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Version of this JSON; it changes only if a field is removed or changes its meaning.</summary>
    public int FormatVersion { get; } = 1;

    public required string Model { get; init; }

    public required string Folder { get; init; }

    /// <summary>Number of images that were classified and belong to a class of the model.</summary>
    public required int Images { get; init; }

    public required int Correct { get; init; }

    /// <summary>Fraction of the images that the model classifies correctly, 0 to 1.</summary>
    public double Accuracy => (double)Correct / Images;

    /// <summary>All classes that have images or were answered.</summary>
    public required IReadOnlyList<ClassReport> Classes { get; init; }

    /// <summary>The nonzero cells of the confusion matrix.</summary>
    public required IReadOnlyList<ConfusionReport> Confusion { get; init; }

    public required IReadOnlyList<SkippedFile> Skipped { get; init; }

    public required IReadOnlyList<ForeignLabel> ForeignLabels { get; init; }

    public required ComparisonReport? Against { get; init; }
}

/// <param name="Label">Name of the class.</param>
/// <param name="Images">Number of images of this class.</param>
/// <param name="Answers">Number of images for which the model answered this class.</param>
/// <param name="Correct">Number of images of this class that were classified correctly.</param>
internal sealed record ClassReport(string Label, int Images, int Answers, int Correct)
{
    /// <summary>Fraction of the class's images that the model classifies correctly; null if there are none.</summary>
    public double? Recall => Images == 0 ? null : (double)Correct / Images;

    /// <summary>Fraction of the answers with this class that are correct; null if there are none.</summary>
    public double? Precision => Answers == 0 ? null : (double)Correct / Answers;
}

/// <param name="Label">The true class.</param>
/// <param name="Answer">The model's answer.</param>
/// <param name="Images">Number of images.</param>
internal sealed record ConfusionReport(string Label, string Answer, int Images);

/// <param name="Path">The image, relative to the folder.</param>
/// <param name="Reason">Why it cannot be used.</param>
internal sealed record SkippedFile(string Path, string Reason);

/// <param name="Label">Name of a sub-folder that is not a label of the model.</param>
/// <param name="Images">Number of its images, which were left out.</param>
/// <param name="Nearest">The model's label that was probably meant, or null.</param>
internal sealed record ForeignLabel(string Label, int Images, string? Nearest);

/// <summary>The same images, classified by another model.</summary>
/// <param name="Model">The other model.</param>
/// <param name="Correct">Number of images that the other model classifies correctly.</param>
/// <param name="Accuracy">The other model's accuracy, 0 to 1.</param>
/// <param name="Flips">Number of images whose answer differs between the two.</param>
/// <param name="FlipsToRight">Of these, those where only the evaluated model is correct.</param>
/// <param name="FlipsToWrong">Of these, those where only the other model is correct.</param>
/// <param name="Flipped">The images whose answer differs.</param>
internal sealed record ComparisonReport(
    string Model, int Correct, double Accuracy, int Flips, int FlipsToRight, int FlipsToWrong, IReadOnlyList<FlippedImage> Flipped);

/// <param name="Path">The image, relative to the folder.</param>
/// <param name="Label">Its true class.</param>
/// <param name="Answer">Answer of the evaluated model.</param>
/// <param name="Other">Answer of the other model.</param>
internal sealed record FlippedImage(string Path, string Label, string Answer, string Other);
