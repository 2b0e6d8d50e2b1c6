using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference;

/// <summary>What an input or output of a model looks like.</summary>
/// <param name="Name">The tensor's name in the file.</param>
/// <param name="Shape">Dimensions, outermost first; an image is batch, height, width, channels.</param>
/// <param name="Type">Element type.</param>
/// <param name="Quantization">How stored integers map to real numbers; null for float tensors.</param>
public sealed record TensorDescriptor(string Name, IReadOnlyList<int> Shape, TensorType Type, Quantization? Quantization)
{
    /// <summary>Number of elements: the product of <see cref="Shape"/>.</summary>
    public int ElementCount { get; } = Shape.Aggregate(1, (product, dimension) => checked(product * dimension));

    /// <summary>Number of bytes.</summary>
    public int ByteSize => ElementCount * Type.ByteSize();
}
