namespace FlowerModel.Networks.Layers;

/// <summary>The preprocessed image, with three channels.</summary>
/// <param name="Name">The layer's name in Keras.</param>
public sealed record InputLayer(string Name) : Layer(Name, [])
{
    /// <summary>Channels of an image: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Returns the shape of the image, which is passed as the only input.</summary>
    /// <param name="inputs">Only the shape of the image.</param>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];
}
