using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Evaluation;

/// <summary>Classifies the images of a folder that has one sub-folder per class, with the code that runs in a consumer's program.</summary>
internal static class FolderEvaluator
{
    private const int LabelsListed = 20;

    /// <summary>Evaluates a model, and another one on the same images where there is one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="other">The model to count flips against, or null.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="output">Receives warnings and progress.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="PipelineException">There is no folder, no image of a class of the model, or no image that can be read.</exception>
    public static EvaluationReport Evaluate(
        ClassifierFile model, ClassifierFile? other, string folder, ToolOutput output, CancellationToken cancellation)
    {
        var scanned = ImageFolder.Scan(folder, output);
        var known = model.Labels.ToHashSet(StringComparer.Ordinal);
        var foreign = scanned
            .Where(image => !known.Contains(image.Label))
            .CountBy(image => image.Label)
            .Select(pair => new ForeignLabel(pair.Key, pair.Value, Nearest.Of(pair.Key, known)))
            .ToArray();
        var images = scanned.Where(image => known.Contains(image.Label)).ToArray();
        if (images.Length == 0) throw NoImages(model, folder, scanned.Count);
        foreach (var label in foreign) output.Report(Explain(label, model, folder));

        var answers = Answer(model, other, folder, images, output, cancellation);
        var seen = answers.Where(answer => answer.Problem is null).ToArray();
        if (seen.Length == 0) throw new PipelineException(Codes.NoImages, "None of the images can be read.", folder);
        return new EvaluationReport
        {
            Model = Path.GetFileName(model.Path),
            Folder = folder,
            Images = seen.Length,
            Correct = seen.Count(answer => answer.Label == answer.First),
            Classes = Classes(model.Labels, seen),
            Confusion = [.. seen
                .CountBy(answer => (answer.Label, Answer: answer.First!))
                .OrderBy(pair => pair.Key.Label, StringComparer.Ordinal).ThenBy(pair => pair.Key.Answer, StringComparer.Ordinal)
                .Select(pair => new ConfusionReport(pair.Key.Label, pair.Key.Answer, pair.Value))],
            Skipped = [.. answers.Where(answer => answer.Problem is not null).Select(answer => new SkippedFile(answer.Path, answer.Problem!))],
            ForeignLabels = foreign,
            Against = other is null ? null : Compare(Path.GetFileName(other.Path), seen),
        };
    }

    private static ImageAnswer[] Answer(
        ClassifierFile model, ClassifierFile? other, string folder, ImageFile[] images, ToolOutput output, CancellationToken cancellation)
    {
        var answers = new ImageAnswer[images.Length];
        var done = 0;
        ImageLoop.Run(images.Length, Classify, cancellation);
        return answers;

        void Classify(int index)
        {
            var file = images[index];
            answers[index] = ImageFolder.TryLoad(ImageFolder.PathOf(folder, file), output, out var problem) is { } image
                ? new ImageAnswer(
                    file.Path,
                    file.Label,
                    model.Labels[model.Classifier.Classify(image).Index],
                    other?.Labels[other.Classifier.Classify(image).Index],
                    Problem: null)
                : new ImageAnswer(file.Path, file.Label, null, null, problem);
            output.Progress("classified", Interlocked.Increment(ref done), images.Length);
        }
    }

    private static ClassReport[] Classes(IReadOnlyList<string> labels, ImageAnswer[] answers)
    {
        var images = answers.CountBy(answer => answer.Label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var answered = answers.CountBy(answer => answer.First!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var correct = answers.Where(answer => answer.Label == answer.First).CountBy(answer => answer.Label).ToDictionary(StringComparer.Ordinal);
        // A model may have two classes of one name (ImageNet's crane is a bird and a machine); they count as one.
        return [.. labels
            .Distinct(StringComparer.Ordinal)
            .Select(label => new ClassReport(
                label, images.GetValueOrDefault(label), answered.GetValueOrDefault(label), correct.GetValueOrDefault(label)))
            .Where(report => report.Images + report.Answers > 0)];
    }

    private static ComparisonReport Compare(string other, ImageAnswer[] answers)
    {
        var flipped = answers.Where(answer => answer.First != answer.Second).ToArray();
        var correct = answers.Count(answer => answer.Label == answer.Second);
        return new ComparisonReport(
            other,
            correct,
            (double)correct / answers.Length,
            flipped.Length,
            flipped.Count(answer => answer.Label == answer.First),
            flipped.Count(answer => answer.Label == answer.Second),
            [.. flipped.Select(answer => new FlippedImage(answer.Path, answer.Label, answer.First!, answer.Second!))]);
    }

    private static Diagnostic Explain(ForeignLabel label, ClassifierFile model, string folder)
    {
        var meant = label.Nearest is null ? Describe(model.Labels) : $"Is '{label.Nearest}' meant?";
        return Diagnostic.Warning(
            Codes.ForeignLabel,
            $"The model has no label '{label.Label}', so the {label.Images} images in this folder are left out: any answer to them would be wrong. {meant}",
            Path.Combine(folder, label.Label));
    }

    private static PipelineException NoImages(ClassifierFile model, string folder, int found) => found == 0
        ? new PipelineException(Codes.NoImages, "The sub-folders of this folder contain no images. It needs one sub-folder of images per class.", folder)
        : new PipelineException(
            Codes.NoImages,
            $"None of the {found} images lies in a sub-folder that is called like a label of the model. {Describe(model.Labels)} "
            + "Rename the folders, or name a file of labels with --labels.",
            folder);

    /// <summary>The labels of a model that has few.</summary>
    private static string Describe(IReadOnlyList<string> labels) => labels.Count <= LabelsListed
        ? $"Its labels are {string.Join(", ", labels.Select(label => $"'{label}'"))}."
        : $"None of its {labels.Count} labels is like it; flowermodel inspect --json lists them.";

    /// <summary>What the models say to an image.</summary>
    private sealed record ImageAnswer(string Path, string Label, string? First, string? Second, string? Problem);
}
