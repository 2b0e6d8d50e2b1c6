using System.Collections.Concurrent;
using System.Globalization;
using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>
/// Everything known about a network: its layers without the top, with Keras' names and order, the limits for settings, and the source of its
/// weights. The names and order of the layers are the same at all widths; only the numbers of channels differ.
/// </summary>
public sealed class NetworkDescription
{
    private readonly ConcurrentDictionary<double, LayerList> byAlpha = new();
    private readonly Func<double, LayerList> build;

    /// <summary>Describes a network.</summary>
    /// <param name="build">Returns the layers at a width.</param>
    internal NetworkDescription(Func<double, LayerList> build) => this.build = build;

    /// <summary>The name that settings use.</summary>
    public required string Name { get; init; }

    /// <summary>The name that artifacts and keys use; it must never change.</summary>
    public required string Key { get; init; }

    /// <summary>Smallest width multiplier that settings accept.</summary>
    public required double MinAlpha { get; init; }

    /// <summary>Largest width multiplier that settings accept.</summary>
    public required double MaxAlpha { get; init; }

    /// <summary>Smallest image side in pixels that settings accept.</summary>
    public required int MinImageSize { get; init; }

    /// <summary>Largest image side in pixels that settings accept.</summary>
    public required int MaxImageSize { get; init; }

    /// <summary>The layer at which fine-tuning starts by default: an index or a name.</summary>
    public required string FineTuneFrom { get; init; }

    /// <summary>How input pixels are normalized.</summary>
    public required InputNormalization Input { get; init; }

    /// <summary>True if the network that Keras builds contains its preprocessing, so that it takes pixels of 0 to 255.</summary>
    public bool KerasIncludesPreprocessing { get; init; }

    /// <summary>The published ImageNet weights; null if there are none in Keras' layout, so that weights can only come from a file.</summary>
    public required PublishedWeights? OfficialWeights { get; init; }

    /// <summary>The weights that ship with the trainer.</summary>
    public IReadOnlyList<EmbeddedWeights> EmbeddedWeights { get; init; } = [];

    /// <summary>The layers at width 1.</summary>
    public IReadOnlyList<Layer> Layers => At(1).Layers;

    /// <summary>The blocks, in order.</summary>
    public IReadOnlyList<Block> Blocks => At(1).Blocks;

    /// <summary>Returns the network at a width and an image size, which need not be within the limits for settings.</summary>
    /// <param name="alpha">Width multiplier.</param>
    /// <param name="imageSize">Side of the square image in pixels.</param>
    public SizedNetwork At(double alpha, int imageSize) => new(this, At(alpha).Layers, alpha, imageSize);

    /// <summary>Finds a layer.</summary>
    /// <param name="indexOrName">
    /// A layer's index (<c>100</c>), its name (<c>block_11_expand</c>), or a block's name, which stands for the block's first layer (other than
    /// the image).
    /// </param>
    /// <returns>The layer at width 1; null if there is none.</returns>
    public Layer? FindLayer(string indexOrName)
    {
        if (int.TryParse(indexOrName, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            return index >= 0 && index < Layers.Count ? Layers[index] : null;
        return Layers.FirstOrDefault(layer => layer.Name == indexOrName)
            ?? (Blocks.FirstOrDefault(block => block.Name == indexOrName) is { } named
                ? Layers.First(layer => layer.Block == named.Index && layer is not InputLayer)
                : null);
    }

    /// <summary>Returns the layer whose output is at a boundary.</summary>
    /// <param name="boundary">0 = the image, i = the input of block i, the number of blocks = the output.</param>
    public Layer BoundaryLayer(int boundary) => boundary == 0 ? Layers[0] : Layers[Blocks[boundary - 1].Last];

    private LayerList At(double alpha) => byAlpha.GetOrAdd(alpha, build);
}
