using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;

namespace FlowerModel.FakeTrainer;

/// <summary>
/// Plausible answers of a model: in each class with two or more images of a subset, the first is misclassified as the next class; an int8 model also
/// misclassifies the last.
/// </summary>
internal static class FakeEvaluation
{
    /// <summary>Evaluates a model.</summary>
    /// <param name="manifest">The images.</param>
    /// <param name="model">The text of the model.</param>
    public static Evaluation Of(Manifest manifest, string model)
    {
        var (images, correct, confusion, answers) = Count(manifest, Subset.Validation, model);
        return new Evaluation(manifest.Labels, images, correct, confusion, answers) { Test = manifest.HasTest ? OfTest(manifest, model) : null };
    }

    /// <summary>Returns scores that agree with the answers of <see cref="Of"/>: 0.75 for the answer, and the rest in equal shares.</summary>
    public static Answers AnswersOf(Manifest manifest, string model)
    {
        var evaluation = Of(manifest, model);
        var images = manifest.Entries.Where(entry => entry.Subset != Subset.Train)
            .Select(entry => new ImageAnswer(entry.Sha256, entry.Label, entry.Subset, Scores(entry)))
            .OrderBy(image => image.Sha256, StringComparer.Ordinal).ThenBy(image => image.Label, StringComparer.Ordinal);
        return new Answers(manifest.Labels, [.. images]);

        float[] Scores(ManifestEntry entry)
        {
            var answer = (entry.Subset == Subset.Test ? evaluation.Test!.Answers : evaluation.Answers)[entry.Sha256];
            return [.. manifest.Labels.Select(label => label == answer ? 0.75f : 0.25f / (manifest.Labels.Count - 1))];
        }
    }

    private static TestResult OfTest(Manifest manifest, string model)
    {
        var (images, correct, confusion, answers) = Count(manifest, Subset.Test, model);
        return new TestResult(images, correct, confusion, answers, []);
    }

    private static (int Images, int Correct, int[][] Confusion, SortedDictionary<string, string> Answers) Count(
        Manifest manifest, Subset subset, string model)
    {
        var labels = manifest.Labels;
        var confusion = labels.Select(_ => new int[labels.Count]).ToArray();
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var truth = 0; truth < labels.Count; truth++)
        {
            var images = manifest.Entries.Where(entry => entry.Label == labels[truth] && entry.Subset == subset)
                .Select(entry => entry.Sha256).Order(StringComparer.Ordinal).ToArray();
            for (var i = 0; i < images.Length; i++)
            {
                var isMistaken = images.Length > 1 && (i == 0 || (i == images.Length - 1 && model.Contains("int8", StringComparison.Ordinal)));
                var answer = isMistaken ? (truth + 1) % labels.Count : truth;
                confusion[truth][answer]++;
                answers[images[i]] = labels[answer];
            }
        }

        return (confusion.Sum(row => row.Sum()), labels.Select((_, i) => confusion[i][i]).Sum(), confusion, answers);
    }
}
