using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>
/// An editable copy of a model's main graph. Tensors are replaced in place and new ones are appended, so the indices in signatures stay
/// valid.
/// </summary>
internal sealed class GraphDraft(Model source)
{
    private readonly List<Tensor> tensors = [.. source.Main.Tensors];

    /// <summary>All tensors; an element may be replaced.</summary>
    internal IList<Tensor> Tensors => tensors;

    /// <summary>The operators in the order of execution.</summary>
    internal List<Operator> Operators { get; } = [.. source.Main.Operators];

    /// <summary>Adds a tensor and returns its index.</summary>
    internal int Add(Tensor tensor)
    {
        tensors.Add(tensor);
        return tensors.Count - 1;
    }

    /// <summary>The model with the changed graph; everything else is unchanged.</summary>
    internal Model Build() => source with
    {
        Subgraphs = [source.Main with { Tensors = tensors, Operators = Operators }, .. source.Subgraphs.Skip(1)],
    };
}
