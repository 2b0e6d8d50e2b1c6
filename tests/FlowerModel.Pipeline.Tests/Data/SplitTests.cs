using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class SplitTests
{
    [Fact]
    public void By_content_no_image_changes_subset_when_others_are_added_or_renamed()
    {
        var few = Apply(Images("daisy", 60), SplitRule.Content, 0.2).ToDictionary(p => p.Sha256, p => p.Subset);
        var many = Apply(Images("daisy", 600).Select(p => p with { Path = "new/" + p.Path }), SplitRule.Content, 0.2).ToDictionary(
            p => p.Sha256, p => p.Subset);
        Assert.All(few, image => Assert.Equal(image.Value, many[image.Key]));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void By_content_the_validation_share_is_close_to_the_requested_one(double part)
    {
        var subsets = Apply(Images("daisy", 4000), SplitRule.Content, part).Count(p => p.Subset == Subset.Validation) / 4000.0;

        // Within four standard deviations of a binomial proportion.
        Assert.InRange(subsets, part - 4 * Math.Sqrt(part * (1 - part) / 4000), part + 4 * Math.Sqrt(part * (1 - part) / 4000));
    }

    [Theory]
    [InlineData(SplitRule.Content, 0.01)]
    [InlineData(SplitRule.Content, 0.9)]
    [InlineData(SplitRule.Keras, 0.01)]
    [InlineData(SplitRule.Keras, 0.9)]
    public void No_subset_of_a_class_is_ever_empty(SplitRule rule, double part)
    {
        for (var count = 2; count < 30; count++)
        {
            var subsets = Apply(Images("daisy", count), rule, part).Select(p => p.Subset).ToHashSet();
            Assert.Equal(2, subsets.Count);
        }
    }

    [Fact]
    public void By_content_copies_of_an_image_are_in_the_same_subset_regardless_of_class()
    {
        var images = Images("daisy", 40).Concat(Images("roses", 40)).Concat(
            Images("daisy", 40).Select(p => p with { Path = "copy-" + p.Path }));
        var subsets = Apply(images, SplitRule.Content, 0.2).GroupBy(p => p.Sha256);
        Assert.All(subsets, copies => Assert.Single(copies.Select(p => p.Subset).Distinct()));
    }

    [Theory]
    [InlineData(10, 0.2, 2)]
    [InlineData(14, 0.2, 2)]
    [InlineData(3, 0.2, 1)]
    [InlineData(633, 0.2, 126)]
    public void By_the_Keras_rule_the_first_files_of_each_class_are_for_validation(int count, double part, int expected)
    {
        var images = Apply(Images("daisy", count).Reverse().Concat(Images("roses", count)), SplitRule.Keras, part).ToArray();
        foreach (var label in (string[])["daisy", "roses"])
        {
            var sorted = images.Where(p => p.Label == label).OrderBy(p => p.Path, StringComparer.Ordinal).ToArray();
            Assert.All(sorted.Take(expected), p => Assert.Equal(Subset.Validation, p.Subset));
            Assert.All(sorted.Skip(expected), p => Assert.Equal(Subset.Train, p.Subset));
        }
    }

    private static IEnumerable<ManifestEntry> Apply(IEnumerable<ManifestEntry> images, SplitRule rule, double validationSplit) =>
        Split.Apply([.. images.Select(image => new SplitCandidate(image))], rule, validationSplit);

    private static IEnumerable<ManifestEntry> Images(string label, int count) =>
        Enumerable.Range(0, count).Select(
            i => new ManifestEntry(label, $"{label}/{i:0000}.jpg", Hashing.OfText($"image {i}"), 10, Subset.Train));
}
