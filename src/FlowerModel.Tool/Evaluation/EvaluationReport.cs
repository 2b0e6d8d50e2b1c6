namespace FlowerModel.Tool.Evaluation;

/// <summary>What <c>flowermodel evaluate</c> tells; its JSON is described in docs/command-line.md and only ever gains fields.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Version of this JSON; another number only where a field went or changed its meaning.</summary>
    public int FormatVersion { get; } = 1;

    public required string Model { get; init; }

    public required string Folder { get; init; }

    /// <summary>Images that were classified and have a class of the model.</summary>
    public required int Images { get; init; }

    public required int Correct { get; init; }

    /// <summary>Part of the images that the model names rightly, 0 to 1.</summary>
    public double Accuracy => (double)Correct / Images;

    /// <summary>Every class that has images or was answered.</summary>
    public required IReadOnlyList<ClassReport> Classes { get; init; }

    /// <summary>The cells of the confusion matrix that are not 0.</summary>
    public required IReadOnlyList<ConfusionReport> Confusion { get; init; }

    public required IReadOnlyList<SkippedFile> Skipped { get; init; }

    public required IReadOnlyList<ForeignLabel> ForeignLabels { get; init; }

    public required ComparisonReport? Against { get; init; }
}

/// <param name="Label">Name of the class.</param>
/// <param name="Images">Images of this class.</param>
/// <param name="Answers">Images for which the model answered with this class.</param>
/// <param name="Correct">Images of this class for which it did.</param>
internal sealed record ClassReport(string Label, int Images, int Answers, int Correct)
{
    /// <summary>Part of the class's images that the model finds; null where there are none.</summary>
    public double? Recall => Images == 0 ? null : (double)Correct / Images;

    /// <summary>Part of the answers with this class that are right; null where there are none.</summary>
    public double? Precision => Answers == 0 ? null : (double)Correct / Answers;
}

/// <param name="Label">The true class.</param>
/// <param name="Answer">The model's answer.</param>
/// <param name="Images">How many images.</param>
internal sealed record ConfusionReport(string Label, string Answer, int Images);

/// <param name="Path">The image, relative to the folder.</param>
/// <param name="Reason">Why it cannot be used.</param>
internal sealed record SkippedFile(string Path, string Reason);

/// <param name="Label">Name of a sub-folder that is no label of the model.</param>
/// <param name="Images">Its images, which were left out.</param>
/// <param name="Nearest">The model's label that was perhaps meant, or null.</param>
internal sealed record ForeignLabel(string Label, int Images, string? Nearest);

/// <summary>The same images, classified by another model.</summary>
/// <param name="Model">The other model.</param>
/// <param name="Correct">Images that the other model names rightly.</param>
/// <param name="Accuracy">The other model's accuracy, 0 to 1.</param>
/// <param name="Flips">Images whose answer differs between the two.</param>
/// <param name="FlipsToRight">Of these, those where only the evaluated model is right.</param>
/// <param name="FlipsToWrong">Of these, those where only the other model is right.</param>
/// <param name="Flipped">The images.</param>
internal sealed record ComparisonReport(
    string Model, int Correct, double Accuracy, int Flips, int FlipsToRight, int FlipsToWrong, IReadOnlyList<FlippedImage> Flipped);

/// <param name="Path">The image, relative to the folder.</param>
/// <param name="Label">Its true class.</param>
/// <param name="Answer">Answer of the evaluated model.</param>
/// <param name="Other">Answer of the other model.</param>
internal sealed record FlippedImage(string Path, string Label, string Answer, string Other);
