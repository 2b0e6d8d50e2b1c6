using System.Runtime.InteropServices;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>Access to the elements of float32 constants.</summary>
internal static class TensorExtensions
{
    /// <summary>The elements of a float32 constant.</summary>
    internal static ReadOnlySpan<float> Floats(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span);

    /// <summary>The same constant with other elements.</summary>
    internal static Tensor WithFloats(this Tensor tensor, ReadOnlySpan<float> values) =>
        tensor with { Data = MemoryMarshal.AsBytes(values).ToArray() };
}
