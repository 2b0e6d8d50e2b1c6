namespace FlowerModel.Tflite;

/// <summary>One step of a subgraph.</summary>
public sealed record Operator
{
    /// <summary>The value in <see cref="Inputs"/> that represents an omitted optional input.</summary>
    public const int NoTensor = -1;

    /// <summary>The kind of operator; <see cref="BuiltinOperator.Custom"/> for a custom operator, which <see cref="CustomCode"/> names.</summary>
    public required BuiltinOperator Code { get; init; }

    /// <summary>The version of the operator's definition: the lowest one that has the features used. Default: 1, the first version.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The inputs: indices into <see cref="Subgraph.Tensors"/>, in the operator's order; <see cref="NoTensor"/> if omitted.</summary>
    public required IReadOnlyList<int> Inputs { get; init; }

    /// <summary>The outputs: indices into <see cref="Subgraph.Tensors"/>.</summary>
    public required IReadOnlyList<int> Outputs { get; init; }

    /// <summary>
    /// The settings: the record type for <see cref="Code"/> (<see cref="Conv2DOptions"/> for a convolution), even if the file leaves them
    /// at their defaults; null or <see cref="EmptyOptions"/> for operators without settings (RELU, PAD, QUANTIZE);
    /// <see cref="UnsupportedOptions"/> if this library does not support them.
    /// </summary>
    public OperatorOptions? Options { get; init; }

    /// <summary>
    /// Indices into <see cref="Subgraph.Tensors"/> of tensors that only describe how the operator's internal values are quantized (LSTM);
    /// usually empty.
    /// </summary>
    public IReadOnlyList<int> Intermediates { get; init; } = [];

    /// <summary>One flag per input: whether the operator changes it (LSTM, SVDF); usually empty.</summary>
    public IReadOnlyList<bool> MutatingVariableInputs { get; init; } = [];

    /// <summary>The name of a custom operator; null for other operators.</summary>
    public string? CustomCode { get; init; }

    /// <summary>The settings of a custom operator, in its own format; empty for other operators.</summary>
    public ReadOnlyMemory<byte> CustomOptions { get; init; }

    /// <summary>The index into the converter's debug metadata (a metadata entry); -1 for none.</summary>
    public int DebugMetadataIndex { get; init; } = -1;

    /// <summary>Returns the code and the version, for messages.</summary>
    public override string ToString() => CustomCode is null ? $"{Code} version {Version}" : $"custom operator {CustomCode}";
}
