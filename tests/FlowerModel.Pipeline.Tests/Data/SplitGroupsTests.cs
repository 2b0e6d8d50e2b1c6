using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Data;

/// <summary>Subsets that the dataset names, and groups that do not cross the split.</summary>
public sealed class SplitGroupsTests
{
    [Theory]
    [InlineData(SplitRule.Content)]
    [InlineData(SplitRule.Keras)]
    public void A_named_subset_is_kept_and_the_rule_decides_about_the_others(SplitRule rule)
    {
        SplitCandidate[] images =
        [
            .. Enumerable.Range(0, 30).Select(i => Image("daisy", i, Subset.Train)), .. Enumerable.Range(30, 30).Select(i => Image("daisy", i, Subset.Test)),
            .. Enumerable.Range(100, 400).Select(i => Image("daisy", i)),
        ];
        var subsets = Split.Apply(images, rule, 0.2).ToDictionary(entry => entry.Sha256, entry => entry.Subset);
        Assert.All(images.Where(image => image.Subset is not null), image => Assert.Equal(image.Subset, subsets[image.Entry.Sha256]));
        // 400 images: within four standard deviations of 80.
        Assert.InRange(subsets.Values.Count(subset => subset == Subset.Validation), 48, 112);
        Assert.Equal(30, subsets.Values.Count(subset => subset == Subset.Test));
    }

    [Fact]
    public void The_images_of_a_group_are_in_one_subset_whatever_their_order_and_class()
    {
        SplitCandidate[] images =
        [
            .. Enumerable.Range(0, 200).Select(i => Image(i % 2 == 0 ? "daisy" : "roses", i, group: $"plant {i / 4}")),
            .. Enumerable.Range(200, 40).Select(i => Image("daisy", i)),
        ];
        var split = Split.Apply(images, SplitRule.Content, 0.3).ToDictionary(entry => entry.Path, entry => entry.Subset);
        var groups = images.Where(image => image.Group is not null).GroupBy(image => image.Group);
        Assert.All(groups, group => Assert.Single(group.Select(image => split[image.Entry.Path]).Distinct()));
        Assert.Equal(2, groups.Select(group => split[group.First().Entry.Path]).Distinct().Count());

        var reversed = Split.Apply([.. images.Reverse()], SplitRule.Content, 0.3).ToDictionary(entry => entry.Path, entry => entry.Subset);
        Assert.Equal(split, reversed);
    }

    [Fact]
    public void An_image_without_a_subset_follows_its_group_and_its_copies()
    {
        SplitCandidate[] images =
        [
            Image("daisy", 1, Subset.Test, "a"), Image("daisy", 2, group: "a"),
            Image("daisy", 3, Subset.Validation), Copy(3, "copy/3.jpg"), Copy(3, "copy/group.jpg", group: "b"), Image("daisy", 4, group: "b"),
            Image("daisy", 5, Subset.Train),
        ];
        var split = Split.Apply(images, SplitRule.Content, 0.5).ToDictionary(entry => entry.Path, entry => entry.Subset);
        Assert.Equal(
            (Subset.Test, Subset.Validation, Subset.Validation, Subset.Validation),
            (split["daisy/2.jpg"], split["copy/3.jpg"], split["copy/group.jpg"], split["daisy/4.jpg"]));
    }

    [Fact]
    public void Two_groups_that_share_a_copy_are_in_one_subset()
    {
        for (var i = 0; i < 20; i++)
        {
            SplitCandidate[] images =
            [
                Image("daisy", 100 * i, group: $"x{i}"), Copy(100 * i, $"copy/{i}.jpg", group: $"y{i}"), Image("daisy", (100 * i) + 1, group: $"y{i}"),
                Image("daisy", 7777),
            ];
            var split = Split.Apply(images, SplitRule.Content, 0.5).Where(entry => entry.Sha256 != Hash(7777)).Select(entry => entry.Subset);
            Assert.Single(split.Distinct());
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.9)]
    public void A_class_with_two_groups_or_with_training_images_of_its_own_has_validation_images(double share)
    {
        for (var i = 0; i < 20; i++)
        {
            SplitCandidate[] groups = [Image("daisy", i, group: $"a{i}"), Image("daisy", 1000 + i, group: $"a{i}"), Image("daisy", 2000 + i, group: $"b{i}")];
            Assert.Equal(2, Split.Apply(groups, SplitRule.Content, share).Select(entry => entry.Subset).Distinct().Count());
            SplitCandidate[] trained = [Image("daisy", i, Subset.Train), Image("daisy", 1000 + i)];
            Assert.Contains(Split.Apply(trained, SplitRule.Content, share), entry => entry.Subset == Subset.Validation);
            Assert.Contains(Split.Apply(trained, SplitRule.Keras, share), entry => entry.Subset == Subset.Validation);
        }
    }

    private static SplitCandidate Image(string label, int number, Subset? subset = null, string? group = null) =>
        new(new ManifestEntry(label, $"{label}/{number}.jpg", Hash(number), 10, Subset.Train), subset, group);

    private static SplitCandidate Copy(int number, string path, string? group = null) =>
        new(new ManifestEntry("daisy", path, Hash(number), 10, Subset.Train), null, group);

    private static string Hash(int number) => Hashing.OfText($"image {number}");
}
