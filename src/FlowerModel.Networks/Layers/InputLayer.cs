namespace FlowerModel.Networks.Layers;

/// <summary>The prepared image, three channels.</summary>
/// <param name="Name">Keras' name of it.</param>
public sealed record InputLayer(string Name) : Layer(Name, [])
{
    /// <summary>Channels of an image: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>The shape of the image, which is given as its one input.</summary>
    /// <param name="inputs">The shape of the image alone.</param>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];
}
