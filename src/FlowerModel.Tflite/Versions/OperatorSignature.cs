namespace FlowerModel.Tflite;

/// <summary>The properties that an operator's version depends on: types, ranks and scales of its first inputs and first output.</summary>
internal readonly struct OperatorSignature(Operator op, IReadOnlyList<Tensor> tensors)
{
    private readonly Tensor? first = Find(op.Inputs, 0, tensors);
    private readonly Tensor? second = Find(op.Inputs, 1, tensors);
    private readonly Tensor? result = Find(op.Outputs, 0, tensors);

    internal TensorType? Input => first?.Type;

    internal TensorType? Second => second?.Type;

    internal TensorType? Output => result?.Type;

    /// <summary>The number of inputs, including omitted ones.</summary>
    internal int InputCount => op.Inputs.Count;

    internal int Rank => first?.Shape.Count ?? 0;

    internal bool InputIsQuantized => first?.Quantization is not null;

    internal bool SecondIsQuantized => second?.Quantization is not null;

    internal bool InputIsPerChannel => first?.Quantization is { IsPerChannel: true };

    internal bool KernelIsPerChannel => second?.Quantization is { IsPerChannel: true };

    internal bool OutputIsPerChannel => result?.Quantization is { IsPerChannel: true };

    /// <summary>True if the kernel has fewer input channels than the input.</summary>
    internal bool IsGroupedConvolution =>
        first is { Shape: [_, _, _, var channels] } && second is { Shape: [_, _, _, var kernel] } && channels != kernel;

    /// <summary>True if the two operands have different shapes and one of them has more than four dimensions.</summary>
    internal bool BroadcastsOverFourDimensions =>
        first is not null && second is not null && !first.Shape.SequenceEqual(second.Shape)
        && Math.Max(first.Shape.Count, second.Shape.Count) > 4;

    /// <summary>The factor from the product of two stored integers to the stored result; 0 if a tensor is not quantized.</summary>
    internal float ScaleOfProduct =>
        first?.Quantization is { } a && second?.Quantization is { } b && result?.Quantization is { Scale: > 0 } c
            ? a.Scale * b.Scale / c.Scale
            : 0;

    internal bool HasInput(int index) => Find(op.Inputs, index, tensors) is not null;

    internal bool Touches(TensorType type) => Input == type || Output == type;

    internal bool Is(TensorType input, TensorType output) => Input == input && Output == output;

    internal bool Is(TensorType input, TensorType kernel, TensorType output) => Is(input, output) && Second == kernel;

    /// <summary>Returns true also for a kernel with one output channel: its only scale is per channel.</summary>
    internal bool KernelHasScalePer(int dimension) =>
        second is { Quantization: { } quantization, Shape: var shape } && dimension < shape.Count
        && quantization.Scales.Count == shape[dimension];

    private static Tensor? Find(IReadOnlyList<int> indices, int position, IReadOnlyList<Tensor> tensors) =>
        position < indices.Count && indices[position] is var index && index >= 0 && index < tensors.Count ? tensors[index] : null;
}
