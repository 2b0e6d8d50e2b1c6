namespace FlowerModel.Networks.Layers;

/// <summary>A convolution (Keras' <c>Conv2D</c>); its kernel has the shape [height, width, in, out].</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="Channels">Number of output channels.</param>
/// <param name="KernelSize">Height and width of the kernel.</param>
/// <param name="Stride">Stride in both directions.</param>
/// <param name="Padding">How the edges are padded.</param>
/// <param name="HasBias">True if the layer has a bias.</param>
public sealed record ConvolutionLayer(
    string Name, string Input, int Channels, int KernelSize, int Stride, PaddingMode Padding, bool HasBias)
    : Layer(Name, [Input]), IWindowedLayer
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => this.Slide(inputs[0], Channels);

    /// <inheritdoc/>
    public override IReadOnlyList<WeightShape> Weights(IReadOnlyList<FeatureShape> inputs)
    {
        var kernel = new WeightShape("kernel", [KernelSize, KernelSize, inputs[0].Channels, Channels]);
        return HasBias ? [kernel, new WeightShape("bias", [Channels])] : [kernel];
    }
}

/// <summary>
/// A separate convolution of each channel (Keras' <c>DepthwiseConv2D</c> with a depth multiplier of 1); its kernel has the shape [height, width,
/// channels, 1].
/// </summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Input">Name of its input.</param>
/// <param name="KernelSize">Height and width of the kernel.</param>
/// <param name="Stride">Stride in both directions.</param>
/// <param name="Padding">How the edges are padded.</param>
/// <param name="HasBias">True if the layer has a bias.</param>
public sealed record DepthwiseConvolutionLayer(
    string Name, string Input, int KernelSize, int Stride, PaddingMode Padding, bool HasBias)
    : Layer(Name, [Input]), IWindowedLayer
{
    /// <inheritdoc/>
    public override FeatureShape OutputShape(IReadOnlyList<FeatureShape> inputs) => this.Slide(inputs[0], inputs[0].Channels);

    /// <inheritdoc/>
    public override IReadOnlyList<WeightShape> Weights(IReadOnlyList<FeatureShape> inputs)
    {
        var kernel = new WeightShape("depthwise_kernel", [KernelSize, KernelSize, inputs[0].Channels, 1]);
        return HasBias ? [kernel, new WeightShape("bias", [inputs[0].Channels])] : [kernel];
    }
}
