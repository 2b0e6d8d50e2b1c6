namespace FlowerModel.Tflite;

/// <summary>A tensor of a subgraph: a constant if it has <see cref="Data"/>, otherwise an input or the result of an operator.</summary>
public sealed record Tensor
{
    /// <summary>The name that tools display; not necessarily unique.</summary>
    public required string Name { get; init; }

    /// <summary>The dimensions, outermost first (for images: batch, height, width, channels); empty for a scalar. None is negative.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The element type.</summary>
    public required TensorType Type { get; init; }

    /// <summary>
    /// The elements of a constant, row-major and little-endian; empty for other tensors. Tensors that were read from a file share its
    /// memory.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>How stored integers map to real numbers; null for a tensor that is not quantized.</summary>
    public Quantization? Quantization { get; init; }

    /// <summary>The range of values that the converter recorded, or null. It does not affect how the tensor is stored.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>Like <see cref="Shape"/>, with -1 for dimensions that a caller may resize; null if there are none.</summary>
    public IReadOnlyList<int>? ShapeSignature { get; init; }

    /// <summary>
    /// True if the number of dimensions is known. Older files do not have this field and are read as false.
    /// </summary>
    public bool HasRank { get; init; } = true;

    /// <summary>True for a tensor that keeps its value between runs.</summary>
    public bool IsVariable { get; init; }

    /// <summary>True if the value is stored in the file.</summary>
    public bool IsConstant => !Data.IsEmpty;

    /// <summary>The number of elements: the product of <see cref="Shape"/>, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The product does not fit in an int (impossible for a tensor that was read from a file).</exception>
    public int ElementCount
    {
        get
        {
            var count = 1;
            foreach (var dimension in Shape) count = checked(count * dimension);
            return count;
        }
    }

    /// <summary>Returns the name, type and shape, for messages.</summary>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Shape)}]";
}
