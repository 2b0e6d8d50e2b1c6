namespace FlowerModel.Networks.Layers;

/// <summary>
/// Multiplies each channel by a constant and adds another: Keras' <c>Normalization</c> with given means and variances, which are not weights.
/// </summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Scale">The factor of each channel.</param>
/// <param name="Shift">What is added to each channel.</param>
public sealed record ChannelScaleLayer(string Name, string Input, IReadOnlyList<float> Scale, IReadOnlyList<float> Shift) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0].Channels == Scale.Count
        ? inputs[0]
        : throw new ArgumentException($"layer {Name} cannot scale {inputs[0]}", nameof(inputs));
}
