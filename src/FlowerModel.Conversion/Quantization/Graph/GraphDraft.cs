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
    internal Model Build() => source with
    {
        Subgraphs = [source.Main with { Tensors = tensors, Operators = Operators }, .. source.Subgraphs.Skip(1)],
    };
}
