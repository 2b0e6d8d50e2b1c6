namespace FlowerModel.Networks.Layers;

/// <summary>Applies a function to each element.</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Activation">The function.</param>
public sealed record ActivationLayer(string Name, string Input, ActivationFunction Activation) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];
}

/// <summary>An activation function.</summary>
public enum ActivationFunction
{
    /// <summary>x.</summary>
    Linear,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>relu6(x + 3) / 6 (Howard et al. 2019).</summary>
    HardSigmoid,

    /// <summary>x * sigmoid(x), also called SiLU.</summary>
    Swish,

    /// <summary>x * relu6(x + 3) / 6 (Howard et al. 2019).</summary>
    HardSwish,
}
