using System.Runtime.InteropServices;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>Reading and replacing tensors and operators, which are immutable.</summary>
internal static class TensorExtensions
{
    /// <summary>The elements of a float32 constant.</summary>
    internal static ReadOnlySpan<float> Floats(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span);

    /// <summary>The same tensor with elements of another type.</summary>
    internal static Tensor As(this Tensor tensor, TensorType type, Affine? quantization, ReadOnlyMemory<byte> data = default, string? name = null) => new()
    {
        Name = name ?? tensor.Name,
        Shape = tensor.Shape,
        Type = type,
        Data = data,
        Quantization = quantization,
        ShapeSignature = tensor.ShapeSignature,
        IsVariable = tensor.IsVariable,
    };

    /// <summary>The same float32 constant with other elements.</summary>
    internal static Tensor WithFloats(this Tensor tensor, ReadOnlySpan<float> values) =>
        tensor.As(TensorType.Float32, null, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The same operator on other tensors or of another version.</summary>
    internal static Operator With(this Operator op, IReadOnlyList<int>? inputs = null, IReadOnlyList<int>? outputs = null, int? version = null) => new()
    {
        Code = op.Code,
        Version = version ?? op.Version,
        Inputs = inputs ?? op.Inputs,
        Outputs = outputs ?? op.Outputs,
        Options = op.Options,
        CustomCode = op.CustomCode,
        CustomOptions = op.CustomOptions,
    };
}
