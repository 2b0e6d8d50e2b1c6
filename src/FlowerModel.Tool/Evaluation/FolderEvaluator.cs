using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Tool.Files;
using FlowerModel.Tool.Terminal;

namespace FlowerModel.Tool.Evaluation;

/// <summary>Classifies the pictures of a folder that has one sub-folder a class, with the code that runs in a consumer's program.</summary>
internal static class FolderEvaluator
{
    private const int LabelsListed = 20;

    /// <summary>Evaluates a model, and another one on the same pictures where there is one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="other">The model to count flips against, or null.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="output">Receives warnings and progress.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="PipelineException">There is no folder, no picture of a class of the model, or no picture that can be read.</exception>
    public static EvaluationReport Evaluate(
        ClassifierFile model, ClassifierFile? other, string folder, ToolOutput output, CancellationToken cancellation)
    {
        var scanned = PictureFolder.Scan(folder);
        var known = model.Labels.ToHashSet(StringComparer.Ordinal);
        var foreign = scanned
            .Where(picture => !known.Contains(picture.Label))
            .CountBy(picture => picture.Label)
            .Select(pair => new ForeignLabel(pair.Key, pair.Value, Nearest.Of(pair.Key, known)))
            .ToArray();
        var pictures = scanned.Where(picture => known.Contains(picture.Label)).ToArray();
        if (pictures.Length == 0) throw NoPictures(model, folder, scanned.Count);
        foreach (var label in foreign) output.Report(Explain(label, model, folder));

        var answers = Answer(model, other, folder, pictures, output, cancellation);
        var seen = answers.Where(answer => answer.Problem is null).ToArray();
        if (seen.Length == 0) throw new PipelineException(Codes.NoPictures, "None of the pictures can be read.", folder);
        return new EvaluationReport
        {
            Model = Path.GetFileName(model.Path),
            Folder = folder,
            Pictures = seen.Length,
            Correct = seen.Count(answer => answer.Label == answer.First),
            Classes = Classes(model.Labels, seen),
            Confusion = [.. seen
                .CountBy(answer => (answer.Label, Answer: answer.First!))
                .OrderBy(pair => pair.Key.Label, StringComparer.Ordinal).ThenBy(pair => pair.Key.Answer, StringComparer.Ordinal)
                .Select(pair => new ConfusionReport(pair.Key.Label, pair.Key.Answer, pair.Value))],
            Skipped = [.. answers.Where(answer => answer.Problem is not null).Select(answer => new SkippedPicture(answer.Path, answer.Problem!))],
            ForeignLabels = foreign,
            Against = other is null ? null : Compare(Path.GetFileName(other.Path), seen),
        };
    }

    private static PictureAnswer[] Answer(
        ClassifierFile model, ClassifierFile? other, string folder, PictureFile[] pictures, ToolOutput output, CancellationToken cancellation)
    {
        var answers = new PictureAnswer[pictures.Length];
        var done = 0;
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, pictures.Length, options, index =>
        {
            var picture = pictures[index];
            answers[index] = PictureFolder.TryLoad(PictureFolder.PathOf(folder, picture), output, out var problem) is { } image
                ? new PictureAnswer(
                    picture.Path,
                    picture.Label,
                    model.Labels[model.Classifier.Classify(image).Index],
                    other?.Labels[other.Classifier.Classify(image).Index],
                    Problem: null)
                : new PictureAnswer(picture.Path, picture.Label, null, null, problem);
            output.Progress("classified", Interlocked.Increment(ref done), pictures.Length);
        });
        return answers;
    }

    private static ClassReport[] Classes(IReadOnlyList<string> labels, PictureAnswer[] answers)
    {
        var pictures = answers.CountBy(answer => answer.Label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var answered = answers.CountBy(answer => answer.First!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var correct = answers.Where(answer => answer.Label == answer.First).CountBy(answer => answer.Label).ToDictionary(StringComparer.Ordinal);
        // A model may have two classes of one name (ImageNet's crane is a bird and a machine); they count as one.
        return [.. labels
            .Distinct(StringComparer.Ordinal)
            .Select(label => new ClassReport(
                label, pictures.GetValueOrDefault(label), answered.GetValueOrDefault(label), correct.GetValueOrDefault(label)))
            .Where(report => report.Pictures + report.Answers > 0)];
    }

    private static ComparisonReport Compare(string other, PictureAnswer[] answers)
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
            [.. flipped.Select(answer => new FlippedPicture(answer.Path, answer.Label, answer.First!, answer.Second!))]);
    }

    private static Diagnostic Explain(ForeignLabel label, ClassifierFile model, string folder)
    {
        var meant = label.Nearest is null ? Describe(model.Labels) : $"Is '{label.Nearest}' meant?";
        return Diagnostic.Warning(
            Codes.ForeignLabel,
            $"The model has no label '{label.Label}', so the {label.Pictures} pictures in this folder are left out: any answer to them would be wrong. {meant}",
            Path.Combine(folder, label.Label));
    }

    private static PipelineException NoPictures(ClassifierFile model, string folder, int found) => found == 0
        ? new PipelineException(Codes.NoPictures, "There is no picture in a sub-folder of this folder. It needs one sub-folder of pictures a class.", folder)
        : new PipelineException(
            Codes.NoPictures,
            $"None of the {found} pictures lies in a sub-folder that is called like a label of the model. {Describe(model.Labels)} "
            + "Rename the folders, or name a file of labels with --labels.",
            folder);

    /// <summary>The labels of a model that has few.</summary>
    private static string Describe(IReadOnlyList<string> labels) => labels.Count <= LabelsListed
        ? $"Its labels are {string.Join(", ", labels.Select(label => $"'{label}'"))}."
        : $"None of its {labels.Count} labels is like it; flowermodel inspect --json lists them.";

    /// <summary>What the models say to a picture.</summary>
    private sealed record PictureAnswer(string Path, string Label, string? First, string? Second, string? Problem);
}
