using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks.Tests;

/// <summary>Requirements for every network.</summary>
public sealed class CatalogTests
{
    public static TheoryData<string> Names => [.. NetworkCatalog.All.Select(network => network.Name)];

    [Fact]
    public void Names_and_keys_are_distinct_and_the_first_network_is_the_default()
    {
        Assert.Equal(NetworkCatalog.All.Count, NetworkCatalog.All.Select(network => network.Name.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(NetworkCatalog.All.Count, NetworkCatalog.All.Select(network => network.Key).Distinct().Count());
        Assert.Equal("MobileNetV2", NetworkCatalog.Default.Name);
        Assert.Same(NetworkCatalog.Default, NetworkCatalog.Find("mobilenetv2"));
        Assert.Same(NetworkCatalog.Default, NetworkCatalog.OfKey("mobileNetV2"));
        Assert.Null(NetworkCatalog.Find("MobileNetV9"));
        Assert.Throws<ArgumentException>(() => NetworkCatalog.OfKey("MobileNetV2"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Blocks_are_consecutive_and_their_only_input_is_the_end_of_the_previous_block(string name)
    {
        var network = NetworkCatalog.Find(name)!;
        var next = 0;
        foreach (var block in network.Blocks)
        {
            Assert.Equal(next, block.First);
            for (next = block.First; next <= block.Last; next++)
            {
                Assert.Equal(block.Index, network.Layers[next].Block);
                Assert.All(network.Layers[next].Inputs, input => Assert.True(
                    network.FindLayer(input)!.Block == block.Index || input == network.BoundaryLayer(block.Index).Name, input));
            }
        }

        Assert.Equal(network.Layers.Count, next);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_width_changes_channels_but_neither_names_nor_blocks(string name)
    {
        var network = NetworkCatalog.Find(name)!;
        foreach (var alpha in (network.OfficialWeights?.Sizes ?? []).SelectMany(sizes => sizes.Alphas).Append(network.MinAlpha).Append(network.MaxAlpha))
        {
            var sized = network.At(alpha, network.MinImageSize);
            Assert.Equal(network.Layers.Select(layer => (layer.Name, layer.Block)), sized.Layers.Select(layer => (layer.Name, layer.Block)));
            Assert.InRange(alpha, network.MinAlpha, network.MaxAlpha);
        }
    }

    // The settings' parser rejects sizes that are too small for a convolutional head; a linear head needs no more than this.
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_valid_image_size_leaves_something_to_pool(string name)
    {
        var network = NetworkCatalog.Find(name)!;
        for (var size = network.MinImageSize; size <= network.MaxImageSize; size++)
            Assert.True(network.At(network.MinAlpha, size).Output.Height >= 1, $"{size} pixels");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_and_fine_tuning_match_the_network(string name)
    {
        var network = NetworkCatalog.Find(name)!;
        Assert.NotNull(network.FindLayer(network.FineTuneFrom));
        Assert.All(network.EmbeddedWeights, weights => Assert.Matches("^[0-9a-f]{64}$", weights.Sha256));
        if (network.OfficialWeights is not { } published) return;
        Assert.EndsWith("/", published.Url, StringComparison.Ordinal);
        Assert.All(published.Sizes.SelectMany(sizes => sizes.ImageSizes), size => Assert.InRange(size, network.MinImageSize, network.MaxImageSize));
    }
}
