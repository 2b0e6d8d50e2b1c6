namespace FlowerModel.Tflite;

/// <summary>A graph of operators over tensors. The first subgraph of a model is the one that runs.</summary>
public sealed record Subgraph
{
    /// <summary>Name; the converter writes <c>main</c> for the first.</summary>
    public string Name { get; init; } = "main";

    /// <summary>All tensors; operators name them by index.</summary>
    public required IReadOnlyList<Tensor> Tensors { get; init; }

    /// <summary>Indices of the tensors that the caller fills.</summary>
    public required IReadOnlyList<int> Inputs { get; init; }

    /// <summary>Indices of the tensors that hold the results.</summary>
    public required IReadOnlyList<int> Outputs { get; init; }

    /// <summary>Operators in the order of execution.</summary>
    public required IReadOnlyList<Operator> Operators { get; init; }

    /// <summary>Index into the converter's debug metadata (a metadata entry); -1 for none.</summary>
    public int DebugMetadataIndex { get; init; } = -1;
}
