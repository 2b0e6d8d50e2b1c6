namespace FlowerModel.Networks.Layers;

/// <summary>Adds two inputs of the same shape (Keras' <c>Add</c>): the end of a shortcut.</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Left">Name of the first input.</param>
/// <param name="Right">Name of the second input.</param>
public sealed record AddLayer(string Name, string Left, string Right) : Layer(Name, [Left, Right])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"layer {Name} cannot add {inputs[0]} and {inputs[1]}", nameof(inputs));
}

/// <summary>
/// Multiplies activations by one factor per channel (Keras' <c>Multiply</c>): the end of a squeeze-and-excite branch (Hu et al. 2018).
/// </summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of the layer that provides the activations.</param>
/// <param name="Factors">Name of the layer that provides the factors, with height and width 1.</param>
public sealed record MultiplyLayer(string Name, string Input, string Factors) : Layer(Name, [Input, Factors])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[1] == new FeatureShape(1, 1, inputs[0].Channels)
        ? inputs[0]
        : throw new ArgumentException($"layer {Name} cannot multiply {inputs[0]} by {inputs[1]}", nameof(inputs));
}
