namespace FlowerModel.Networks.Layers;

/// <summary>Normalizes each channel (Keras' <c>BatchNormalization</c>).</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">The fraction of the moving averages that is kept at each training step.</param>
public sealed record BatchNormalizationLayer(string Name, string Input, double Epsilon, double Momentum) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override IReadOnlyList<WeightShape> Weights(IReadOnlyList<FeatureShape> inputs)
    {
        int[] perChannel = [inputs[0].Channels];
        return
        [
            new WeightShape("gamma", perChannel), new WeightShape("beta", perChannel),
            new WeightShape("moving_mean", perChannel), new WeightShape("moving_variance", perChannel),
        ];
    }
}
