using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Equalization;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Tflite;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>Computes the scale and zero point of every activation.</summary>
internal static class ActivationScales
{
    /// <summary>Returns the scales by tensor index.</summary>
    /// <param name="graph">The float32 graph.</param>
    /// <param name="statistics">Calibration statistics by tensor index.</param>
    /// <param name="recipe">How ranges are determined.</param>
    /// <param name="inputRange">The range of the input if known, as for normalized pixels; otherwise it comes from calibration.</param>
    /// <exception cref="QuantizationException">An operator is not supported.</exception>
    internal static Dictionary<int, Affine> Of(
        Subgraph graph, IReadOnlyDictionary<int, TensorStatistics> statistics, Int8Recipe recipe, CalibratedRange? inputRange)
    {
        var shared = SharedScales(graph);
        Dictionary<int, CalibratedRange> ranges = [];
        Dictionary<int, Affine> fixedScales = [];
        foreach (var input in graph.Inputs) Widen(input, inputRange ?? Range(input));
        foreach (var op in graph.Operators)
        {
            var rule = OperatorRule.Of(op);
            foreach (var constant in rule.ActivationsOf(op).Where(input => graph.Tensors[input].IsConstant))
                Widen(constant, OfConstant(graph.Tensors[constant]));
            if (rule.FixedScale is { } known) fixedScales.TryAdd(shared.Root(op.Outputs[0]), known);
            if (rule.Result == ResultScale.Own) Widen(op.Outputs[0], Range(op.Outputs[0]));
        }

        var affines = ranges.Keys.Union(fixedScales.Keys).ToDictionary(root => root, root => fixedScales.GetValueOrDefault(root) ?? ranges[root].ToAffine());
        return Enumerable.Range(0, graph.Tensors.Count)
            .Where(tensor => affines.ContainsKey(shared.Root(tensor)))
            .ToDictionary(tensor => tensor, tensor => affines[shared.Root(tensor)]);

        CalibratedRange Range(int tensor) => CalibratedRange.Of(statistics[tensor], recipe);

        void Widen(int tensor, CalibratedRange range)
        {
            var root = shared.Root(tensor);
            ranges[root] = ranges.TryGetValue(root, out var known) ? known.Union(range) : range;
        }
    }

    /// <summary>
    /// Sets of activations that share a scale: by an operator's rule, or so that it can be 1 in their common unit (<see cref="ActivationUnits"/>).
    /// </summary>
    private static UnionFind SharedScales(Subgraph graph)
    {
        var shared = new UnionFind(graph.Tensors.Count);
        foreach (var op in graph.Operators)
        {
            var rule = OperatorRule.Of(op);
            if (rule.Result != ResultScale.OfInputs) continue;
            foreach (var input in rule.ActivationsOf(op)) shared.Unite(input, op.Outputs[0]);
        }

        foreach (var inputs in EqualizationGroup.Of(graph).Select(group => group.TakenIn))
        {
            foreach (var tensor in inputs) shared.Unite(inputs[0], tensor);
        }

        return shared;
    }

    private static CalibratedRange OfConstant(Tensor constant)
    {
        var (min, max) = (0f, 0f);
        foreach (var value in constant.Floats())
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return new CalibratedRange(min, max);
    }
}
