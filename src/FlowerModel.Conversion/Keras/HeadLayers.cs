using FlowerModel.Networks.Layers;

namespace FlowerModel.Conversion.Keras;

/// <summary>A layer of a head, with its weights.</summary>
/// <param name="Name">The layer's name in Keras.</param>
public abstract record HeadLayer(string Name);

/// <summary>A dense layer (Keras' <c>Dense</c>); on activations with height and width, it works on the channels.</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Kernel">The kernel, [inputs, outputs].</param>
/// <param name="Bias">One value per output; zeros if the layer was created without a bias.</param>
/// <param name="Activation">The activation function that the layer applies.</param>
public sealed record DenseHeadLayer(string Name, KerasTensor Kernel, IReadOnlyList<float> Bias, HeadActivation Activation) : HeadLayer(Name);

/// <summary>A convolution (Keras' <c>Conv2D</c>).</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Kernel">The kernel, [size, size, inputs, filters].</param>
/// <param name="Bias">One value per filter; zeros if the layer was created without a bias.</param>
/// <param name="Stride">Stride in both directions.</param>
/// <param name="Padding">How the edges are padded.</param>
/// <param name="Activation">The activation function that the layer applies.</param>
public sealed record ConvolutionHeadLayer(
    string Name, KerasTensor Kernel, IReadOnlyList<float> Bias, int Stride, PaddingMode Padding, HeadActivation Activation) : HeadLayer(Name);

/// <summary>Pooling over the whole input, which leaves one value per channel.</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Kind">What is computed from the input.</param>
public sealed record GlobalPoolingHeadLayer(string Name, PoolingKind Kind) : HeadLayer(Name);

/// <summary>Pooling over windows.</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Kind">What is computed from a window.</param>
/// <param name="Size">Height and width of the window.</param>
/// <param name="Stride">Stride in both directions.</param>
/// <param name="Padding">How the edges are padded.</param>
public sealed record PoolingHeadLayer(string Name, PoolingKind Kind, int Size, int Stride, PaddingMode Padding) : HeadLayer(Name);

/// <summary>All values of an image in one row: row by row, column by column, channel by channel (Keras' <c>Flatten</c>).</summary>
/// <param name="Name">The layer's name in Keras.</param>
public sealed record FlattenHeadLayer(string Name) : HeadLayer(Name);

/// <summary>An activation function as a separate layer.</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Activation">The function.</param>
public sealed record ActivationHeadLayer(string Name, HeadActivation Activation) : HeadLayer(Name);

/// <summary>Multiplies each channel by a factor and adds a value: <c>BatchNormalization</c> with fixed statistics, and <c>Rescaling</c>.</summary>
/// <param name="Name">The layer's name in Keras.</param>
/// <param name="Scale">The factor of each channel; one value applies to all channels.</param>
/// <param name="Shift">What is added to each channel; one value applies to all channels.</param>
public sealed record ScaleHeadLayer(string Name, IReadOnlyList<float> Scale, IReadOnlyList<float> Shift) : HeadLayer(Name);

/// <summary>An activation function of a head.</summary>
public enum HeadActivation
{
    /// <summary>x.</summary>
    Linear,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x * sigmoid(x), also called SiLU.</summary>
    Swish,

    /// <summary>exp(x) divided by the sum of exp over all outputs.</summary>
    Softmax,
}
