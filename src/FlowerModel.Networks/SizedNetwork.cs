using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>A network at one width and image size: its layers with their channels, and the shape of every layer's output.</summary>
public sealed class SizedNetwork
{
    private readonly Dictionary<string, FeatureShape> shapes = new(StringComparer.Ordinal);
    private readonly FeatureShape image;

    internal SizedNetwork(NetworkDescription network, IReadOnlyList<Layer> layers, double alpha, int imageSize)
    {
        (Network, Layers, Alpha, ImageSize) = (network, layers, alpha, imageSize);
        image = new FeatureShape(imageSize, imageSize, InputLayer.Channels);
        foreach (var layer in layers) shapes.Add(layer.Name, layer.OutputShape(InputsOf(layer)));
    }

    /// <summary>The network.</summary>
    public NetworkDescription Network { get; }

    /// <summary>Width multiplier.</summary>
    public double Alpha { get; }

    /// <summary>Side of the square image in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>The layers, in order, with their channels at this width.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Shape of the network's output.</summary>
    public FeatureShape Output => ShapeOf(Layers[Layers.Count - 1]);

    /// <summary>Returns the shape of a layer's output.</summary>
    /// <param name="layer">The layer.</param>
    public FeatureShape ShapeOf(Layer layer) => shapes[layer.Name];

    /// <summary>Returns the shape at a boundary; see <see cref="NetworkDescription.BoundaryLayer"/>.</summary>
    /// <param name="boundary">0 = the image, i = the input of block i, the number of blocks = the output.</param>
    public FeatureShape BoundaryShape(int boundary) => ShapeOf(Network.BoundaryLayer(boundary));

    /// <summary>Returns the shapes of a layer's inputs.</summary>
    /// <param name="layer">The layer.</param>
    public IReadOnlyList<FeatureShape> InputsOf(Layer layer) =>
        layer is InputLayer ? [image] : [.. layer.Inputs.Select(input => shapes[input])];

    /// <summary>Returns the names and shapes of a layer's weights, in Keras' order.</summary>
    /// <param name="layer">The layer.</param>
    public IReadOnlyList<WeightShape> WeightsOf(Layer layer) => layer.Weights(InputsOf(layer));

    /// <summary>Returns the same network and width for images of another size.</summary>
    /// <param name="imageSize">Side of the square image in pixels.</param>
    public SizedNetwork Resized(int imageSize) => new(Network, Layers, Alpha, imageSize);
}
