using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Tests.Data;

public sealed class ImageShardsTests
{
    [Theory]
    [InlineData(0, 16)]
    [InlineData(4096, 16)]
    [InlineData(4097, 32)]
    [InlineData(50_000, 256)]
    public void The_number_of_parts_follows_the_number_of_images(int images, int parts)
    {
        var hashes = Hashes(images);
        var divided = ImageShards.Parts(hashes.Concat(hashes));
        Assert.Equal(parts, divided.Count);
        Assert.Equal(hashes.Order(StringComparer.Ordinal), divided.SelectMany(part => part));
        if (images > 0) Assert.InRange(divided.Max(part => part.Count), 1, 2 * 256);
    }

    [Fact]
    public void One_more_image_changes_one_part()
    {
        var before = ImageShards.Parts(Hashes(1000));
        var after = ImageShards.Parts(Hashes(1001));
        Assert.Single(before.Zip(after), pair => !pair.First.SequenceEqual(pair.Second));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(100)]
    public void Every_part_is_computed_by_exactly_one_machine(int machines)
    {
        for (var part = 0; part < 64; part++)
            Assert.Single(Enumerable.Range(1, machines), number => new FeatureShard(number, machines).Computes(part));
        Assert.False(FeatureShard.All.Computes(0));
    }

    [Theory]
    [InlineData("3/16", 3, 16)]
    [InlineData("1/1", 1, 1)]
    [InlineData("ALL", 0, 0)]
    public void Shares_are_parsed(string text, int number, int count) => Assert.Equal(new FeatureShard(number, count), FeatureShard.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("-1/4")]
    [InlineData("1/4/4")]
    [InlineData("1 / 4")]
    [InlineData("1/5000")]
    public void Other_texts_are_no_shares(string text) => Assert.Null(FeatureShard.TryParse(text));

    private static string[] Hashes(int count) => [.. Enumerable.Range(0, count).Select(i => Hashing.OfText($"image {i}"))];
}
