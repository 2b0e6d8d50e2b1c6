using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Steps;

/// <summary>A tensor in the plan: a constant, or a place in the arena.</summary>
internal sealed class Value
{
    private const int NoTensor = -1;

    private readonly Lazy<TensorDescriptor> descriptor;

    public Value(Tensor tensor, int index)
        : this(index, tensor.Name, [.. tensor.Shape], tensor.Type, tensor.Quantization, tensor.Data)
    {
    }

    private Value(
        int index, string name, int[] shape, TensorType type, Quantization? quantization, ReadOnlyMemory<byte> constant, Quantization? unsigned = null)
    {
        Index = index;
        Name = name;
        Shape = shape;
        Type = type;
        Quantization = quantization;
        Constant = constant;
        var count = 1L;
        foreach (var dimension in shape)
        {
            if (dimension < 0) throw new TfliteFormatException($"tensor '{name}' has a negative dimension");
            count *= dimension;
            if (count > int.MaxValue) throw new TfliteFormatException($"tensor '{name}' has more than {int.MaxValue} elements");
        }

        var bytes = count * type.ByteSize();
        if (bytes > int.MaxValue) throw new TfliteFormatException($"tensor '{name}' is larger than 2 GB");
        if (IsConstant && constant.Length != bytes)
            throw new TfliteFormatException($"tensor '{name}' needs {bytes} bytes of data but has {constant.Length}");
        Count = (int)count;
        ByteSize = (int)bytes;
        IsUnsigned = unsigned is not null;
        descriptor = new(() => new TensorDescriptor(Name, [.. Shape], FileType, unsigned ?? Quantization));
    }

    /// <summary>The index of the tensor in the model's main graph; -1 for working memory.</summary>
    public int Index { get; }

    public string Name { get; }

    public int[] Shape { get; }

    public TensorType Type { get; }

    public Quantization? Quantization { get; }

    /// <summary>True if the tensor is uint8 in the file, but computed as int8: stored values and zero points are 128 less than in the file.</summary>
    public bool IsUnsigned { get; }

    /// <summary>The bytes of a constant; empty for other values.</summary>
    public ReadOnlyMemory<byte> Constant { get; }

    public bool IsConstant => !Constant.IsEmpty;

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    public int ByteSize { get; }

    /// <summary>The value's offset in the arena, in bytes; -1 for constants, and until the arena is laid out.</summary>
    public int Offset { get; set; } = -1;

    /// <summary>Creates the int8 value of a quantized uint8 tensor.</summary>
    public static Value Signed(Tensor tensor, int index) => new(
        index,
        tensor.Name,
        [.. tensor.Shape],
        TensorType.Int8,
        SignedBytes.Convert(tensor.Quantization!),
        SignedBytes.Convert(tensor.Data),
        tensor.Quantization);

    /// <summary>Creates working memory for one step.</summary>
    public static Value Scratch(int bytes) => new(NoTensor, "scratch", [bytes], TensorType.UInt8, null, default);

    /// <summary>Returns the same tensor with a value that is known before the model runs.</summary>
    public Value Folded(ReadOnlyMemory<byte> constant) => new(Index, Name, Shape, Type, Quantization, constant);

    /// <summary>True for working memory, which does not correspond to a tensor of the model.</summary>
    public bool IsScratch => Index == NoTensor;

    /// <summary>The tensor as callers see it.</summary>
    public TensorDescriptor Descriptor => descriptor.Value;

    private TensorType FileType => IsUnsigned ? TensorType.UInt8 : Type;

    public override string ToString() => $"'{Name}' ({FileType} [{string.Join(", ", Shape)}])";
}
