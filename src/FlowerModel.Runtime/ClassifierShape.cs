using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime;

/// <summary>Distinguishes image classifiers from models for other purposes by the shapes of their inputs and outputs.</summary>
internal static class ClassifierShape
{
    /// <summary>Requires one RGB image as input and one row of scores as output. Tensors that do not exist are left to the interpreter to report.</summary>
    /// <exception cref="UnsupportedModelException">The model is not an image classifier; the message describes what it has instead.</exception>
    public static void Require(Subgraph graph)
    {
        Tensor[] inputs = [.. Existing(graph, graph.Inputs)];
        Tensor[] outputs = [.. Existing(graph, graph.Outputs)];
        if (inputs.Length < graph.Inputs.Count || outputs.Length < graph.Outputs.Count || inputs.Length == 0 || outputs.Length == 0) return;
        if (inputs is not [{ Shape: [1, > 0, > 0, 3] }])
            throw new UnsupportedModelException($"an image classifier has one input of shape [1, height, width, 3]; this model has {List("input", inputs)}");
        if (outputs is not [var output])
        {
            throw new UnsupportedModelException(
                "an image classifier has one output with one score per class; this model has "
                + $"{List("output", outputs)}, like models that detect objects");
        }

        if (!IsRow(output.Shape))
        {
            throw new UnsupportedModelException(
                "an image classifier has one output with one score per class, of shape [1, classes]; this model has "
                + $"{List("output", outputs)}, like models that segment images or detect objects");
        }
    }

    /// <summary>True if at most one dimension is longer than 1.</summary>
    private static bool IsRow(IReadOnlyList<int> shape) => shape.Count > 0 && shape.All(length => length > 0) && shape.Count(length => length > 1) <= 1;

    private static IEnumerable<Tensor> Existing(Subgraph graph, IReadOnlyList<int> indices) =>
        indices.Where(index => index >= 0 && index < graph.Tensors.Count).Select(index => graph.Tensors[index]);

    private static string List(string kind, Tensor[] tensors) =>
        $"{tensors.Length} {kind}{(tensors.Length == 1 ? "" : "s")}: "
        + string.Join(", ", tensors.Select(tensor => $"'{tensor.Name}' of shape [{string.Join(", ", tensor.Shape)}]"));
}
