using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Tests.Reporting.Analysis;

public sealed class ConfidentLearningTests
{
    private static readonly string[] Labels = ["daisy", "roses", "tulips"];

    // The thresholds are the means over the images of each label: daisy (0.9 + 0.5 + 0.1) / 3 = 0.5, roses (0.75 + 0.25) / 2 = 0.5, tulips none.
    private static readonly ImageAnswer[] Images =
    [
        Image("sure", "daisy", 0.9f, 0.1f, 0),
        Image("on the threshold", "daisy", 0.5f, 0.5f, 0),
        Image("a rose", "daisy", 0.1f, 0.9f, 0),
        Image("rose", "roses", 0.25f, 0.75f, 0),
        Image("unsure", "roses", 0.375f, 0.25f, 0.375f),
    ];

    [Fact]
    public void Thresholds_are_the_mean_scores_of_the_label() =>
        Assert.Equal([0.5, 0.5, double.PositiveInfinity], ConfidentLearning.Thresholds(Labels, Images).Select(threshold => Math.Round(threshold, 6)));

    [Fact]
    public void An_image_is_suspected_if_it_reaches_another_threshold_but_not_its_own()
    {
        var suspect = Assert.Single(ConfidentLearning.Find(Labels, Images));
        Assert.Equal(("a rose", 1, 0.8), (suspect.Image.Sha256, suspect.Suggested, Math.Round(suspect.Margin, 6)));
    }

    [Fact]
    public void The_largest_margin_comes_first_and_the_best_of_several_classes_is_suggested()
    {
        ImageAnswer[] images =
        [
            Image("1", "daisy", 1, 0, 0), Image("2", "daisy", 0.125f, 0.375f, 0.5f), Image("3", "roses", 0, 0.25f, 0),
            Image("4", "tulips", 0, 0, 0.25f), Image("5", "daisy", 0, 0.75f, 0.25f), Image("6", "unknown", 1, 0, 0),
        ];

        var found = ConfidentLearning.Find(Labels, images);

        // Daisy's threshold is 1.125 / 3 = 0.375, that of roses and tulips 0.25.
        Assert.Equal([("5", 1, 0.75), ("2", 2, 0.375)], found.Select(suspect => (suspect.Image.Sha256, suspect.Suggested, suspect.Margin)));
    }

    [Fact]
    public void Without_images_nothing_is_found() => Assert.Empty(ConfidentLearning.Find(Labels, []));

    private static ImageAnswer Image(string sha256, string label, params float[] scores) => new(sha256, label, Subset.Validation, scores);
}
