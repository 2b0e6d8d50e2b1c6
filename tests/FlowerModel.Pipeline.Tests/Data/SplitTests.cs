using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class SplitTests
{
    [Fact]
    public void By_content_no_picture_changes_side_when_others_come_or_are_renamed()
    {
        var few = Split.Apply(Pictures("daisy", 60), SplitRule.Content, 0.2).ToDictionary(p => p.Sha256, p => p.Side);
        var many = Split.Apply(Pictures("daisy", 600).Select(p => p with { Path = "new/" + p.Path }), SplitRule.Content, 0.2).ToDictionary(
            p => p.Sha256, p => p.Side);
        Assert.All(few, picture => Assert.Equal(picture.Value, many[picture.Key]));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void By_content_the_part_is_about_what_was_asked_for(double part)
    {
        var sides = Split.Apply(Pictures("daisy", 4000), SplitRule.Content, part).Count(p => p.Side == Side.Validation) / 4000.0;

        // Four standard deviations of a binomial share.
        Assert.InRange(sides, part - 4 * Math.Sqrt(part * (1 - part) / 4000), part + 4 * Math.Sqrt(part * (1 - part) / 4000));
    }

    [Theory]
    [InlineData(SplitRule.Content, 0.01)]
    [InlineData(SplitRule.Content, 0.9)]
    [InlineData(SplitRule.Keras, 0.01)]
    [InlineData(SplitRule.Keras, 0.9)]
    public void No_side_of_a_class_is_ever_empty(SplitRule rule, double part)
    {
        for (var count = 2; count < 30; count++)
        {
            var sides = Split.Apply(Pictures("daisy", count), rule, part).Select(p => p.Side).ToHashSet();
            Assert.Equal(2, sides.Count);
        }
    }

    [Fact]
    public void By_content_copies_of_a_picture_are_on_one_side_whatever_their_class()
    {
        var pictures = Pictures("daisy", 40).Concat(Pictures("roses", 40)).Concat(
            Pictures("daisy", 40).Select(p => p with { Path = "copy-" + p.Path }));
        var sides = Split.Apply(pictures, SplitRule.Content, 0.2).GroupBy(p => p.Sha256);
        Assert.All(sides, copies => Assert.Single(copies.Select(p => p.Side).Distinct()));
    }

    [Theory]
    [InlineData(10, 0.2, 2)]
    [InlineData(14, 0.2, 2)]
    [InlineData(3, 0.2, 1)]
    [InlineData(633, 0.2, 126)]
    public void By_the_rule_of_keras_the_first_files_of_each_class_validate(int count, double part, int expected)
    {
        var pictures = Split.Apply(Pictures("daisy", count).Reverse().Concat(Pictures("roses", count)), SplitRule.Keras, part).ToArray();
        foreach (var label in (string[])["daisy", "roses"])
        {
            var sorted = pictures.Where(p => p.Label == label).OrderBy(p => p.Path, StringComparer.Ordinal).ToArray();
            Assert.All(sorted.Take(expected), p => Assert.Equal(Side.Validation, p.Side));
            Assert.All(sorted.Skip(expected), p => Assert.Equal(Side.Train, p.Side));
        }
    }

    private static IEnumerable<ManifestEntry> Pictures(string label, int count) =>
        Enumerable.Range(0, count).Select(
            i => new ManifestEntry(label, $"{label}/{i:0000}.jpg", Hashing.OfText($"picture {i}"), 10, Side.Train));
}
