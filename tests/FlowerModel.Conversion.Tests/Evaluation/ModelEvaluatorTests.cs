using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Stages;

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
        var whole = Evaluate(dataset.Manifest.Entries);
        var fresh = dataset.Manifest.Entries[4];
        foreach (var entry in dataset.Manifest.Entries.Where(entry => entry.Sha256 != fresh.Sha256)) File.Delete(dataset.Manifest.FullPath(entry));
        var known = whole.Answers.Where(answer => answer.Key != fresh.Sha256).ToDictionary();

        Assert.Equal(whole.ToJson(), Evaluate(dataset.Manifest.Entries, known).ToJson());
    }

    [Fact]
    public void A_known_answer_that_the_model_cannot_give_is_ignored()
    {
        var known = dataset.Manifest.Entries.ToDictionary(entry => entry.Sha256, _ => "violet");
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

    private Pipeline.Artifacts.Evaluation Evaluate(IReadOnlyList<ManifestEntry> images, Dictionary<string, string>? known = null) =>
        ModelEvaluator.Evaluate(ColorDataset.Model, dataset.Manifest, images, known ?? [], TestContext.Current.CancellationToken);
}
