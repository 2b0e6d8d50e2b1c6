using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Layers;

/// <summary>An activation function with its derivative.</summary>
internal interface IActivationRule
{
    /// <summary>The value at a point.</summary>
    static abstract float Value(float x);

    /// <summary>The derivative at a point.</summary>
    static abstract float Derivative(float x);
}

/// <summary>x.</summary>
internal readonly struct LinearRule : IActivationRule
{
    /// <inheritdoc/>
    public static float Value(float x) => x;

    /// <inheritdoc/>
    public static float Derivative(float x) => 1;
}

/// <summary>max(x, 0).</summary>
internal readonly struct ReluRule : IActivationRule
{
    /// <inheritdoc/>
    public static float Value(float x) => x < 0 ? 0 : x;

    /// <inheritdoc/>
    public static float Derivative(float x) => x > 0 ? 1 : 0;
}

/// <summary>min(max(x, 0), 6).</summary>
internal readonly struct Relu6Rule : IActivationRule
{
    /// <inheritdoc/>
    public static float Value(float x) => x < 0 ? 0 : x > 6 ? 6 : x;

    /// <inheritdoc/>
    public static float Derivative(float x) => x is > 0 and < 6 ? 1 : 0;
}

/// <summary>1 / (1 + exp(-x)).</summary>
internal readonly struct SigmoidRule : IActivationRule
{
    /// <inheritdoc/>
    public static float Value(float x) => (float)(1 / (1 + PortableMath.Exp(-(double)x)));

    /// <inheritdoc/>
    public static float Derivative(float x)
    {
        var value = Value(x);
        return value * (1 - value);
    }
}

/// <summary>relu6(x + 3) / 6.</summary>
internal readonly struct HardSigmoidRule : IActivationRule
{
    /// <inheritdoc/>
    public static float Value(float x) => x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6;

    /// <inheritdoc/>
    public static float Derivative(float x) => x is > -3 and < 3 ? 1 / 6f : 0;
}

/// <summary>x * sigmoid(x).</summary>
internal readonly struct SwishRule : IActivationRule
{
    /// <inheritdoc/>
    public static float Value(float x) => x * SigmoidRule.Value(x);

    /// <inheritdoc/>
    public static float Derivative(float x)
    {
        var sigmoid = SigmoidRule.Value(x);
        return sigmoid + (x * sigmoid * (1 - sigmoid));
    }
}

/// <summary>x * relu6(x + 3) / 6.</summary>
internal readonly struct HardSwishRule : IActivationRule
{
    /// <inheritdoc/>
    public static float Value(float x) => x * HardSigmoidRule.Value(x);

    /// <inheritdoc/>
    public static float Derivative(float x) => x <= -3 ? 0 : x >= 3 ? 1 : (x / 3) + 0.5f;
}
