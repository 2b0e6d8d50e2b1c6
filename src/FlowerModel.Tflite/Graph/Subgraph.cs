namespace FlowerModel.Tflite;

/// <summary>A graph of operators over tensors. The first subgraph of a model is the one that runs.</summary>
public sealed record Subgraph
{
    /// <summary>The name; the converter writes <c>main</c> for the first subgraph.</summary>
    public string Name { get; init; } = "main";

    /// <summary>All tensors; operators refer to them by index.</summary>
    public required IReadOnlyList<Tensor> Tensors { get; init; }

    /// <summary>The indices of the tensors that the caller fills.</summary>
    public required IReadOnlyList<int> Inputs { get; init; }

    /// <summary>The indices of the tensors that contain the results.</summary>
    public required IReadOnlyList<int> Outputs { get; init; }

    /// <summary>The operators, in execution order.</summary>
    public required IReadOnlyList<Operator> Operators { get; init; }

    /// <summary>The index into the converter's debug metadata (a metadata entry); -1 for none.</summary>
    public int DebugMetadataIndex { get; init; } = -1;
}
