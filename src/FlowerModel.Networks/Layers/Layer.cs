namespace FlowerModel.Networks.Layers;

/// <summary>A layer of a network. Its type determines what it computes.</summary>
/// <param name="Name">The layer's name in Keras, unique in its network, for example <c>block_11_expand_BN</c>.</param>
/// <param name="Inputs">Names of the layers whose outputs are its inputs, all of them earlier in the list.</param>
public abstract record Layer(string Name, IReadOnlyList<string> Inputs)
{
    /// <summary>Index in the network's list of layers, the same as in Keras' <c>model.layers</c>.</summary>
    public int Index { get; init; }

    /// <summary>Index of the block it belongs to.</summary>
    public int Block { get; init; }

    /// <summary>Returns the shape of the output.</summary>
    /// <param name="inputs">Shapes of its inputs, in the order of <see cref="Inputs"/>.</param>
    public abstract FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs);

    /// <summary>Returns the weights in Keras' order; most kinds of layers have none.</summary>
    /// <param name="inputs">Shapes of its inputs.</param>
    public virtual IReadOnlyList<WeightShape> Weights(IReadOnlyList<FeatureShape> inputs) => [];
}

/// <summary>Shape of the activations of one image.</summary>
/// <param name="Height">Number of rows.</param>
/// <param name="Width">Number of columns.</param>
/// <param name="Channels">Number of channels.</param>
public readonly record struct FeatureShape(int Height, int Width, int Channels);

/// <summary>Name and shape of one weight as Keras stores it.</summary>
/// <param name="Name">Name without the layer's name, for example <c>kernel</c> or <c>gamma</c>.</param>
/// <param name="Shape">Dimensions in Keras' order.</param>
public sealed record WeightShape(string Name, IReadOnlyList<int> Shape);
