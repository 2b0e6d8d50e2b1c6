using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>
/// The main graph of a model while it is being changed. Tensors are replaced in their place and new ones go to the end, so that the
/// numbers in signatures stay right.
/// </summary>
internal sealed class GraphDraft(Model source)
{
    private readonly List<Tensor> tensors = [.. source.Main.Tensors];

    /// <summary>All tensors; an element may be replaced.</summary>
    internal IList<Tensor> Tensors => tensors;

    /// <summary>The operators in the order of execution.</summary>
    internal List<Operator> Operators { get; } = [.. source.Main.Operators];

    /// <summary>Adds a tensor and returns its number.</summary>
    internal int Add(Tensor tensor)
    {
        tensors.Add(tensor);
        return tensors.Count - 1;
    }

    /// <summary>The model with the changed graph; everything else is as it was.</summary>
    internal Model Build() => new()
    {
        Description = source.Description,
        Subgraphs =
        [
            new Subgraph
            {
                Name = source.Main.Name,
                Tensors = tensors,
                Inputs = source.Main.Inputs,
                Outputs = source.Main.Outputs,
                Operators = Operators,
            },
            .. source.Subgraphs.Skip(1),
        ],
        Signatures = source.Signatures,
        Metadata = source.Metadata,
    };
}
