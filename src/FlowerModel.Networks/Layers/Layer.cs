namespace FlowerModel.Networks.Layers;

/// <summary>A layer of a network. What it computes is said by its type.</summary>
/// <param name="Name">Keras' name of it, unique in its network: <c>block_11_expand_BN</c>.</param>
/// <param name="Inputs">Names of the layers whose outputs it takes, all of them earlier in the list.</param>
public abstract record Layer(string Name, IReadOnlyList<string> Inputs)
{
    /// <summary>Place in the network's list of layers, which is that of Keras' <c>model.layers</c>.</summary>
    public int Index { get; init; }

    /// <summary>Index of the block it belongs to.</summary>
    public int Block { get; init; }

    /// <summary>Shape of its output.</summary>
    /// <param name="inputs">Shapes of its inputs, in the order of <see cref="Inputs"/>.</param>
    public abstract FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs);

    /// <summary>Its weights in Keras' order; most kinds of layers have none.</summary>
    /// <param name="inputs">Shapes of its inputs.</param>
    public virtual IReadOnlyList<WeightShape> Weights(IReadOnlyList<FeatureShape> inputs) => [];
}

/// <summary>Shape of the activations of one image.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
public readonly record struct FeatureShape(int Height, int Width, int Channels);

/// <summary>Name and shape of one weight as Keras stores it.</summary>
/// <param name="Name">Name without the layer: <c>kernel</c>, <c>gamma</c>.</param>
/// <param name="Shape">Dimensions in Keras' order.</param>
public sealed record WeightShape(string Name, IReadOnlyList<int> Shape);
