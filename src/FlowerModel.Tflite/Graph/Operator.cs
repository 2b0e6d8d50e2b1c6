namespace FlowerModel.Tflite;

/// <summary>One step of a subgraph.</summary>
public sealed record Operator
{
    /// <summary>The value in <see cref="Inputs"/> that stands for an optional input that is not given.</summary>
    public const int NoTensor = -1;

    /// <summary>Which operator it is; <see cref="BuiltinOperator.Custom"/> for one that only <see cref="CustomCode"/> names.</summary>
    public required BuiltinOperator Code { get; init; }

    /// <summary>Version of the operator's definition: the least that has the features used. 1 is the first.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Indices into <see cref="Subgraph.Tensors"/>, in the operator's order; <see cref="NoTensor"/> for one left out.</summary>
    public required IReadOnlyList<int> Inputs { get; init; }

    /// <summary>Indices into <see cref="Subgraph.Tensors"/>.</summary>
    public required IReadOnlyList<int> Outputs { get; init; }

    /// <summary>
    /// Settings: of the record that belongs to <see cref="Code"/> (<see cref="Conv2DOptions"/> for a convolution), also where the
    /// file leaves them at their defaults; null or <see cref="EmptyOptions"/> for operators without settings (RELU, PAD, QUANTIZE);
    /// <see cref="UnsupportedOptions"/> where this library does not know them.
    /// </summary>
    public OperatorOptions? Options { get; init; }

    /// <summary>
    /// Indices into <see cref="Subgraph.Tensors"/> of tensors that only describe how values inside the operator are quantized
    /// (LSTM); usually empty.
    /// </summary>
    public IReadOnlyList<int> Intermediates { get; init; } = [];

    /// <summary>Which inputs the operator changes (LSTM, SVDF), one flag an input; usually empty.</summary>
    public IReadOnlyList<bool> MutatingVariableInputs { get; init; } = [];

    /// <summary>Name of a custom operator, else null.</summary>
    public string? CustomCode { get; init; }

    /// <summary>Settings of a custom operator in its own format; empty for others.</summary>
    public ReadOnlyMemory<byte> CustomOptions { get; init; }

    /// <summary>Index into the converter's debug metadata (a metadata entry); -1 for none.</summary>
    public int DebugMetadataIndex { get; init; } = -1;

    /// <summary>Code and version, for messages.</summary>
    public override string ToString() => CustomCode is null ? $"{Code} version {Version}" : $"custom operator {CustomCode}";
}
