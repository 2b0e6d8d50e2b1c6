namespace FlowerModel.Networks;

/// <summary>How pixels are normalized for a network: <c>(value - mean) / standard deviation</c>, for red, green and blue values from 0 to 255.</summary>
/// <param name="Mean">The mean to subtract.</param>
/// <param name="StandardDeviation">The standard deviation to divide by.</param>
public readonly record struct InputNormalization(float Mean, float StandardDeviation)
{
    /// <summary>Normalizes to [-1, 1] (Keras' preprocessing mode <c>tf</c>).</summary>
    public static InputNormalization MinusOneToOne { get; } = new(127.5f, 127.5f);

    /// <summary>Leaves values from 0 to 255 unchanged.</summary>
    public static InputNormalization None { get; } = new(0, 1);

    /// <summary>Normalizes to [0, 1].</summary>
    public static InputNormalization ZeroToOne { get; } = new(0, 255);
}
