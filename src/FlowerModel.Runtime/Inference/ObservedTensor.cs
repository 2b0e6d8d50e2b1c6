using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference;

/// <summary>Receives each tensor of a run as soon as its value is computed.</summary>
/// <param name="tensor">The tensor. Do not keep it: its memory is reused for other tensors after the observer returns.</param>
public delegate void TensorObserver(ObservedTensor tensor);

/// <summary>A tensor that <see cref="Interpreter.Run(ReadOnlySpan{byte}, Span{byte}, TensorObserver)"/> passes to its observer.</summary>
public readonly ref struct ObservedTensor
{
    internal ObservedTensor(Value value, ReadOnlySpan<byte> bytes)
    {
        Index = value.Index;
        Descriptor = value.Descriptor;
        Bytes = bytes;
    }

    /// <summary>The tensor's index in <see cref="Subgraph.Tensors"/> of the model's main graph.</summary>
    public int Index { get; }

    /// <summary>The tensor's name, shape, element type and quantization.</summary>
    public TensorDescriptor Descriptor { get; }

    /// <summary>The elements as stored, row-major and little-endian.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The elements of a float32 tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor has another type; use <see cref="CopyTo"/>.</exception>
    public ReadOnlySpan<float> Floats => Descriptor.Type == TensorType.Float32
        ? MemoryMarshal.Cast<byte, float>(Bytes)
        : throw new InvalidOperationException($"'{Descriptor.Name}' is {Descriptor.Type}, not Float32.");

    /// <summary>Copies the elements as real numbers: float32 unchanged, int8 and uint8 dequantized with the tensor's scale and zero point.</summary>
    /// <param name="real">Receives <see cref="TensorDescriptor.ElementCount"/> numbers.</param>
    /// <exception cref="ArgumentException">The span's length does not match.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has none of these types.</exception>
    public void CopyTo(Span<float> real)
    {
        if (real.Length != Descriptor.ElementCount)
            throw new ArgumentException($"'{Descriptor.Name}' has {Descriptor.ElementCount} elements, not {real.Length}.", nameof(real));
        TensorElements.Load(Bytes, Descriptor.Type, Descriptor.Quantization, real);
    }
}
