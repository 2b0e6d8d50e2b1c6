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

    private Pipeline.Artifacts.Evaluation Evaluate(IReadOnlyList<ManifestEntry> images) =>
        ModelEvaluator.Evaluate(ColorDataset.Model, dataset.Manifest, images, TestContext.Current.CancellationToken);
}
