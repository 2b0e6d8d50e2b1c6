using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Equalization;

/// <summary>
/// Activations whose channels can be scaled together without changing the model: factors in the preceding layers are canceled in the
/// following ones. Sums and means in between preserve the factor.
/// </summary>
/// <param name="Tensors">The activations; all have the same channels.</param>
/// <param name="Producers">The layers that produce them.</param>
/// <param name="Consumers">The layers that use them as input.</param>
internal sealed record EqualizationGroup(IReadOnlyList<int> Tensors, IReadOnlyList<LayerView> Producers, IReadOnlyList<LayerView> Consumers)
{
    /// <summary>The activations that are inputs of layers; at least one.</summary>
    internal IReadOnlyList<int> TakenIn => [.. Consumers.Select(layer => layer.Input).Distinct()];

    /// <summary>The groups of a graph, in the order of their lowest tensor index.</summary>
    internal static IEnumerable<EqualizationGroup> Of(Subgraph graph)
    {
        var sets = new UnionFind(graph.Tensors.Count);
        HashSet<Operator> passing = [];
        foreach (var op in graph.Operators.Where(op => PassesFactorsOn(op, graph)))
        {
            passing.Add(op);
            foreach (var input in op.Inputs.Where(input => !graph.Tensors[input].IsConstant)) sets.Unite(input, op.Outputs[0]);
        }

        var layers = LayerView.Of(graph).ToDictionary(layer => layer.Operator);
        foreach (var set in Enumerable.Range(0, graph.Tensors.Count).Where(tensor => !graph.Tensors[tensor].IsConstant).GroupBy(sets.Root))
        {
            int[] tensors = [.. set];
            Operator[] before = [.. graph.Operators.Where(op => !passing.Contains(op) && op.Outputs.Any(tensors.Contains))];
            Operator[] behind = [.. graph.Operators.Where(op => !passing.Contains(op) && op.Inputs.Any(tensors.Contains))];
            if (tensors.Any(tensor => graph.Inputs.Contains(tensor) || graph.Outputs.Contains(tensor))) continue;
            if (before.Length == 0 || behind.Length == 0 || !before.Concat(behind).All(layers.ContainsKey)) continue;
            var group = new EqualizationGroup(tensors, [.. before.Select(op => layers[op])], [.. behind.Select(op => layers[op])]);
            if (group.Producers.All(CanScaleResult) && group.Consumers.All(layer => CanScaleInput(layer, graph))) yield return group;
        }
    }

    /// <summary>ADD of two activations of the same shape, and operators that only move or average pixels.</summary>
    private static bool PassesFactorsOn(Operator op, Subgraph graph) => op switch
    {
        { Code: BuiltinOperator.Add, Options: AddOptions { Activation: FusedActivation.None } } =>
            op.Inputs.All(input => !graph.Tensors[input].IsConstant && graph.Tensors[input].Shape.SequenceEqual(graph.Tensors[op.Outputs[0]].Shape)),
        { Code: BuiltinOperator.Mean } => graph.Tensors[op.Inputs[0]].Shape[^1] == graph.Tensors[op.Outputs[0]].Shape[^1]
            && graph.Tensors[op.Inputs[0]].Shape.Count == 4,
        { Code: BuiltinOperator.MaxPool2D or BuiltinOperator.AveragePool2D, Options: Pool2DOptions { Activation: FusedActivation.None } } => true,
        { Code: BuiltinOperator.Pad } => graph.Tensors[op.Inputs[0]].Shape[^1] == graph.Tensors[op.Outputs[0]].Shape[^1],
        _ => false,
    };

    /// <summary>Linear layers, ReLU (which commutes with positive factors), and ReLU6 with factors that stay below its limit.</summary>
    private static bool CanScaleResult(LayerView layer) =>
        layer.Activation is FusedActivation.None or FusedActivation.Relu or FusedActivation.Relu6;

    private static bool CanScaleInput(LayerView layer, Subgraph graph) =>
        graph.Tensors[layer.Kernel].Shape[^1] == graph.Tensors[layer.Input].Shape[^1];
}
