using System.Collections.Concurrent;
using System.Globalization;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// All that is known of a network: its layers without the top as Keras names and orders them, what settings may ask of it, and where its
/// weights come from. Names and order of the layers are the same at all widths; only channels differ.
/// </summary>
public sealed class NetworkDescription
{
    private readonly ConcurrentDictionary<double, LayerList> byAlpha = new();
    private readonly Func<double, LayerList> build;

    /// <summary>Describes a network.</summary>
    /// <param name="build">Its layers at a width.</param>
    internal NetworkDescription(Func<double, LayerList> build) => this.build = build;

    /// <summary>Its name, as settings write it.</summary>
    public required string Name { get; init; }

    /// <summary>What artifacts and keys call it; never to be changed.</summary>
    public required string Key { get; init; }

    /// <summary>Least width multiplier that settings accept.</summary>
    public required double MinAlpha { get; init; }

    /// <summary>Greatest width multiplier that settings accept.</summary>
    public required double MaxAlpha { get; init; }

    /// <summary>Least side of the image in pixels that settings accept.</summary>
    public required int MinImageSize { get; init; }

    /// <summary>Greatest side of the image in pixels that settings accept.</summary>
    public required int MaxImageSize { get; init; }

    /// <summary>The layer that fine-tuning begins at by default: an index or a name.</summary>
    public required string FineTuneFrom { get; init; }

    /// <summary>How pixels enter it.</summary>
    public required InputNormalization Input { get; init; }

    /// <summary>The weights that Keras publishes.</summary>
    public required PublishedWeights OfficialWeights { get; init; }

    /// <summary>The weights that come with the trainer.</summary>
    public IReadOnlyList<EmbeddedWeights> EmbeddedWeights { get; init; } = [];

    /// <summary>The layers at width 1.</summary>
    public IReadOnlyList<Layer> Layers => At(1).Layers;

    /// <summary>The blocks, in order.</summary>
    public IReadOnlyList<Block> Blocks => At(1).Blocks;

    /// <summary>The network at a width and an image size; they need not be within the limits of settings.</summary>
    /// <param name="alpha">Width multiplier.</param>
    /// <param name="imageSize">Side of the square image in pixels.</param>
    public SizedNetwork At(double alpha, int imageSize) => new(this, At(alpha).Layers, alpha, imageSize);

    /// <summary>Finds a layer.</summary>
    /// <param name="indexOrName">
    /// A layer's index (<c>100</c>), its name (<c>block_11_expand</c>), or a block's name, which means the block's first layer after the image.
    /// </param>
    /// <returns>The layer at width 1; null where there is none.</returns>
    public Layer? FindLayer(string indexOrName)
    {
        if (int.TryParse(indexOrName, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            return index >= 0 && index < Layers.Count ? Layers[index] : null;
        return Layers.FirstOrDefault(layer => layer.Name == indexOrName)
            ?? (Blocks.FirstOrDefault(block => block.Name == indexOrName) is { } named
                ? Layers.First(layer => layer.Block == named.Index && layer is not InputLayer)
                : null);
    }

    /// <summary>The layer whose output lies at a boundary.</summary>
    /// <param name="boundary">0 = the image, i = what block i takes in, the number of blocks = the output.</param>
    public Layer BoundaryLayer(int boundary) => boundary == 0 ? Layers[0] : Layers[Blocks[boundary - 1].Last];

    private LayerList At(double alpha) => byAlpha.GetOrAdd(alpha, build);
}
