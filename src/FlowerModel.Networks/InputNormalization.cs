namespace FlowerModel.Networks;

/// <summary>How a pixel enters a network: <c>(value - mean) / standard deviation</c>, for red, green and blue from 0 to 255.</summary>
/// <param name="Mean">Subtracted.</param>
/// <param name="StandardDeviation">Divides the difference.</param>
public readonly record struct InputNormalization(float Mean, float StandardDeviation)
{
    /// <summary>To [-1, 1] (Keras' preprocessing mode <c>tf</c>).</summary>
    public static InputNormalization MinusOneToOne { get; } = new(127.5f, 127.5f);
}
