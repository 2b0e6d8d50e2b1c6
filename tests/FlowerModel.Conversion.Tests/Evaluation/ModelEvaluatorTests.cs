using System.Collections.Concurrent;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Runtime;

namespace FlowerModel.Conversion.Tests.Evaluation;

public sealed class ModelEvaluatorTests : IDisposable
{
    private readonly ColorDataset dataset = new(perClass: 3);

    public void Dispose() => dataset.Dispose();

    [Fact]
    public void Correct_and_wrong_predictions_are_counted()
    {
        // One of the green images is labeled red.
        var green = dataset.Manifest.Entries.First(entry => entry.Label == "green");
        var entries = dataset.Manifest.Entries.Select(entry => entry == green ? entry with { Label = "red" } : entry).ToArray();

        var evaluation = Evaluate(entries);

        Assert.Equal((9, 8), (evaluation.Images, evaluation.Correct));
        Assert.Equal([3, 1, 0], evaluation.Confusion[0]);
        Assert.Equal([0, 2, 0], evaluation.Confusion[1]);
        Assert.Equal([0, 0, 3], evaluation.Confusion[2]);
    }

    [Fact]
    public void Images_with_known_answers_are_not_read_and_the_result_is_the_same()
    {
        var known = new ConcurrentDictionary<string, float[]>();
        var whole = Evaluate(dataset.Manifest.Entries, known);
        var fresh = dataset.Manifest.Entries[4];
        foreach (var entry in dataset.Manifest.Entries.Where(entry => entry.Sha256 != fresh.Sha256)) File.Delete(dataset.Manifest.FullPath(entry));
        known.TryRemove(fresh.Sha256, out _);

        Assert.Equal(whole.ToJson(), Evaluate(dataset.Manifest.Entries, known).ToJson());
        Assert.Contains(fresh.Sha256, known.Keys);
    }

    [Fact]
    public void Test_images_are_counted_like_validation_images_and_unreadable_ones_are_left_out()
    {
        var damaged = Path.Combine(dataset.Manifest.Root, "red", "damaged.bmp");
        File.WriteAllText(damaged, "no image");
        var entry = new ManifestEntry("red", "red/damaged.bmp", Pipeline.Text.Hashing.OfFile(damaged), 8, Subset.Test);
        var green = dataset.Manifest.Entries.First(image => image.Label == "green");
        ManifestEntry[] entries = [.. dataset.Manifest.Entries.Select(image => image == green ? image with { Label = "red" } : image), entry];

        var (evaluation, answers) = ModelEvaluator.Evaluate(
            ColorDataset.Model, dataset.Manifest, [], entries, new ConcurrentDictionary<string, float[]>(), TestContext.Current.CancellationToken);
        var test = evaluation.Test!;

        var same = Evaluate(entries[..^1]);
        Assert.Equal((9, 8), (test.Images, test.Correct));
        Assert.Equal(same.Confusion, test.Confusion);
        Assert.Equal(same.Answers, test.Answers);
        Assert.Equal(entry.Sha256, Assert.Single(test.Skipped).Sha256);
        Assert.NotEmpty(test.Skipped[0].Reason);
        Assert.Equal((0, 9), (evaluation.Images, answers.Images.Count));
        Assert.DoesNotContain(entry.Sha256, answers.Images.Select(image => image.Sha256));
    }

    [Fact]
    public void The_scores_of_each_image_are_those_of_the_classifier()
    {
        var (_, answers) = ModelEvaluator.Evaluate(
            ColorDataset.Model, dataset.Manifest, dataset.Manifest.Entries, test: null, [], TestContext.Current.CancellationToken);
        using var classifier = ImageClassifier.Load(ColorDataset.Model);

        Assert.Equal(classifier.Labels, answers.Labels);
        Assert.Equal(dataset.Manifest.Entries.Select(entry => entry.Sha256).Order(StringComparer.Ordinal), answers.Images.Select(image => image.Sha256));
        foreach (var image in answers.Images)
        {
            var entry = dataset.Manifest.Entries.Single(entry => entry.Sha256 == image.Sha256);
            var expected = classifier.Classify(dataset.Manifest.FullPath(entry));
            Assert.Equal(expected.Scores, image.Scores);
            Assert.Equal((expected.Index, entry.Label, entry.Subset), (image.Best(), image.Label, image.Subset));
        }

        var read = Answers.FromJson(answers.ToJson());
        Assert.Equal(answers.ToJson(), read.ToJson());
        Assert.Equal(answers.Images[0].Scores, read.Images[0].Scores);
    }

    [Fact]
    public void Known_scores_of_other_classes_are_ignored()
    {
        var known = new ConcurrentDictionary<string, float[]>(dataset.Manifest.Entries.ToDictionary(entry => entry.Sha256, _ => new float[] { 0, 1 }));
        Assert.Equal(Evaluate(dataset.Manifest.Entries).ToJson(), Evaluate(dataset.Manifest.Entries, known).ToJson());
    }

    [Fact]
    public void An_image_that_changed_after_the_manifest_was_created_fails_the_evaluation()
    {
        dataset.Repaint("red", 1, "blue");

        var error = Assert.Throws<ImageChangedException>(() => Evaluate(dataset.Manifest.Entries));

        Assert.Equal(dataset.PathOf("red", 1), error.Path);
        Assert.Contains(dataset.PathOf("red", 1), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_changed_images_cause_the_same_exception_as_one()
    {
        foreach (var entry in dataset.Manifest.Entries) File.Delete(dataset.Manifest.FullPath(entry));

        Assert.Throws<ImageChangedException>(() => Evaluate(dataset.Manifest.Entries));
    }

    private Pipeline.Artifacts.Evaluation Evaluate(IReadOnlyList<ManifestEntry> images, ConcurrentDictionary<string, float[]>? known = null) =>
        ModelEvaluator.Evaluate(ColorDataset.Model, dataset.Manifest, images, null, known ?? [], TestContext.Current.CancellationToken).Evaluation;
}
