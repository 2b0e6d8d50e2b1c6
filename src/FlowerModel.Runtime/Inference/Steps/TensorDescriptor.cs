using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference;

/// <summary>Describes a tensor of a model, such as an input or an output.</summary>
/// <param name="Name">The tensor's name in the file.</param>
/// <param name="Shape">The dimensions, outermost first; for an image: batch, height, width, channels.</param>
/// <param name="Type">The element type.</param>
/// <param name="Quantization">How stored integers map to real numbers; null for float tensors.</param>
public sealed record TensorDescriptor(string Name, IReadOnlyList<int> Shape, TensorType Type, Quantization? Quantization)
{
    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public int ElementCount { get; } = Shape.Aggregate(1, (product, dimension) => checked(product * dimension));

    /// <summary>The size of the tensor, in bytes.</summary>
    public int ByteSize => ElementCount * Type.ByteSize();
}
