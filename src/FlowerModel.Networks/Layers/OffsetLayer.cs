namespace FlowerModel.Networks.Layers;

/// <summary>
/// Adds a fixed number to each element, such as the negated mean image of the images that a network was trained on. Keras has no such layer.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Input">Name of its input.</param>
public sealed record OffsetLayer(string Name, string Input) : Layer(Name, [Input])
{
    /// <summary>Name of the weight, which has the shape of the input and is never trained.</summary>
    public const string Weight = "offset";

    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override IReadOnlyList<WeightShape> Weights(IReadOnlyList<FeatureShape> inputs) =>
        [new WeightShape(Weight, [inputs[0].Height, inputs[0].Width, inputs[0].Channels])];
}
