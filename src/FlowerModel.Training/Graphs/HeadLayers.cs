using FlowerModel.Networks.Layers;

namespace FlowerModel.Training.Graphs;

/// <summary>A dense layer on pooled features (Keras' <c>Dense</c>).</summary>
/// <param name="Name">Keras' name of it.</param>
/// <param name="Input">Name of its input, of height and width 1.</param>
/// <param name="Units">Number of outputs.</param>
internal sealed record DenseLayer(string Name, string Input, int Units) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => new(1, 1, Units);

    /// <inheritdoc/>
    public override IReadOnlyList<WeightShape> Weights(IReadOnlyList<FeatureShape> inputs) =>
        [new WeightShape("kernel", [inputs[0].Channels, Units]), new WeightShape("bias", [Units])];
}

/// <summary>Clears a share of the values while training (Keras' <c>Dropout</c>).</summary>
/// <param name="Name">Keras' name of it.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Rate">The share, 0 to below 1.</param>
internal sealed record DropoutLayer(string Name, string Input, double Rate) : Layer(Name, [Input])
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => inputs[0];
}

/// <summary>The heads that are trained on a base, from its output to the logits.</summary>
internal static class HeadLists
{
    /// <summary>Pooling, dropout, dense.</summary>
    /// <param name="input">Name of the base's output.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="dropout">Share that dropout clears.</param>
    public static IReadOnlyList<Layer> Linear(string input, int classes, double dropout) =>
    [
        new GlobalPoolingLayer("global_average_pooling2d", input, PoolingKind.Average),
        new DropoutLayer("dropout", "global_average_pooling2d", dropout),
        new DenseLayer("dense", "dropout", classes),
    ];

    /// <summary>A convolution 3x3, dropout, pooling, dense.</summary>
    /// <param name="input">Name of the base's output.</param>
    /// <param name="filters">Channels of the convolution.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="dropout">Share that dropout clears.</param>
    public static IReadOnlyList<Layer> Convolution(string input, int filters, int classes, double dropout) =>
    [
        new ConvolutionLayer("conv2d", input, filters, 3, 1, PaddingMode.Valid, HasBias: true),
        new ActivationLayer("conv2d_relu", "conv2d", ActivationFunction.Relu),
        new DropoutLayer("dropout", "conv2d_relu", dropout),
        new GlobalPoolingLayer("global_average_pooling2d", "dropout", PoolingKind.Average),
        new DenseLayer("dense", "global_average_pooling2d", classes),
    ];
}
