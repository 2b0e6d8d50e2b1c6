namespace FlowerModel.Tflite;

/// <summary>A tensor of a subgraph: a constant where it has <see cref="Data"/>, else an input or the result of an operator.</summary>
public sealed record Tensor
{
    /// <summary>Name, by which tools show it; not necessarily unique.</summary>
    public required string Name { get; init; }

    /// <summary>Dimensions, outermost first (images are batch, height, width, channels); empty for a scalar. None is negative.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Element type.</summary>
    public required TensorType Type { get; init; }

    /// <summary>
    /// Little-endian elements, row-major, of a constant; empty for all others. A tensor that was read shares the memory of its file.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>How stored integers map to real numbers; null for a tensor that is not quantized.</summary>
    public Quantization? Quantization { get; init; }

    /// <summary>The range of values that the converter recorded; says nothing about how the tensor is stored. Null for none.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>As <see cref="Shape"/>, with -1 for dimensions that a caller may resize; null where none may be.</summary>
    public IReadOnlyList<int>? ShapeSignature { get; init; }

    /// <summary>
    /// True where the file vouches for the number of dimensions. Older files do not have the field and read false.
    /// </summary>
    public bool HasRank { get; init; } = true;

    /// <summary>True for a tensor that keeps its value between runs.</summary>
    public bool IsVariable { get; init; }

    /// <summary>True where the value stands in the file.</summary>
    public bool IsConstant => !Data.IsEmpty;

    /// <summary>Number of elements: the product of <see cref="Shape"/>, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The product does not fit an int (a tensor that was read always does).</exception>
    public int ElementCount
    {
        get
        {
            var count = 1;
            foreach (var dimension in Shape) count = checked(count * dimension);
            return count;
        }
    }

    /// <summary>Name, type and shape, for messages.</summary>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Shape)}]";
}
