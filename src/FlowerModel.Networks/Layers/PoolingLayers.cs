namespace FlowerModel.Networks.Layers;

/// <summary>What pooling computes from a window.</summary>
public enum PoolingKind
{
    /// <summary>The mean.</summary>
    Average,

    /// <summary>The maximum.</summary>
    Max,
}

/// <summary>Pools over windows (Keras' <c>MaxPooling2D</c>, <c>AveragePooling2D</c>).</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Kind">What is computed from a window.</param>
/// <param name="KernelSize">Height and width of the window.</param>
/// <param name="Stride">Stride in both directions.</param>
/// <param name="Padding">How the edges are padded.</param>
public sealed record PoolingLayer(string Name, string Input, PoolingKind Kind, int KernelSize, int Stride, PaddingMode Padding)
    : Layer(Name, [Input]), IWindowedLayer
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => this.Slide(inputs[0], inputs[0].Channels);
}

/// <summary>Pools over the whole input; the output has a height and width of 1 (Keras' global pooling layers with <c>keepdims</c>).</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Kind">What is computed from the input.</param>
public sealed record GlobalPoolingLayer(string Name, string Input, PoolingKind Kind) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => new(1, 1, inputs[0].Channels);
}
