namespace FlowerModel.Conversion;

/// <summary>A factor and a summand for each channel of an image.</summary>
/// <param name="Scale">The factors.</param>
/// <param name="Shift">What is added after multiplying.</param>
public sealed record ChannelScaling(IReadOnlyList<float> Scale, IReadOnlyList<float> Shift);
