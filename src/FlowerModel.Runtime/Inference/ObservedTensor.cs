using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference;

/// <summary>Receives each tensor of a run as soon as it holds its value; it must not keep what it is shown.</summary>
/// <param name="tensor">The tensor; its memory is used for other tensors once the observer returns.</param>
public delegate void TensorObserver(ObservedTensor tensor);

/// <summary>A tensor in the middle of a run, as <see cref="Interpreter.Run(ReadOnlySpan{byte}, Span{byte}, TensorObserver)"/> shows it.</summary>
public readonly ref struct ObservedTensor
{
    internal ObservedTensor(Value value, ReadOnlySpan<byte> bytes)
    {
        Index = value.Index;
        Descriptor = value.Descriptor;
        Bytes = bytes;
    }

    /// <summary>The tensor's index among <see cref="Subgraph.Tensors"/> of the model's main graph.</summary>
    public int Index { get; }

    /// <summary>Name, shape, element type and quantization.</summary>
    public TensorDescriptor Descriptor { get; }

    /// <summary>The elements as they are stored, row-major and little-endian.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The elements of a float32 tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor is of another type: see <see cref="CopyTo"/>.</exception>
    public ReadOnlySpan<float> Floats => Descriptor.Type == TensorType.Float32
        ? MemoryMarshal.Cast<byte, float>(Bytes)
        : throw new InvalidOperationException($"'{Descriptor.Name}' is {Descriptor.Type}, not Float32.");

    /// <summary>Writes the elements as real numbers: float32 as they are, int8 and uint8 by the tensor's scale and zero point.</summary>
    /// <param name="real">Receives <see cref="TensorDescriptor.ElementCount"/> numbers.</param>
    /// <exception cref="ArgumentException">The length does not match.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tensor is of none of these types.</exception>
    public void CopyTo(Span<float> real)
    {
        if (real.Length != Descriptor.ElementCount)
            throw new ArgumentException($"'{Descriptor.Name}' has {Descriptor.ElementCount} elements, not {real.Length}.", nameof(real));
        TensorElements.Load(Bytes, Descriptor.Type, Descriptor.Quantization, real);
    }
}
