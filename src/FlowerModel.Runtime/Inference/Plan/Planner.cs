using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Ops;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>
/// Converts a model to a plan. Everything that could be invalid in an untrusted file is rejected here (shapes, indices, order, sizes),
/// so kernels can trust their arguments.
/// </summary>
internal static class Planner
{
    /// <param name="model">The model.</param>
    /// <param name="kernels">The kernels that run layers.</param>
    /// <param name="threads">The number of threads of a run.</param>
    /// <param name="isCombined">True: operators may become part of others, so that not every tensor of the model is computed.</param>
    /// <exception cref="TfliteFormatException">The model is inconsistent.</exception>
    /// <exception cref="UnsupportedModelException">The model uses something that this interpreter does not support.</exception>
    public static ExecutionPlan Plan(Model model, KernelSet kernels, int threads, bool isCombined)
    {
        var graph = model.Main;
        var values = LegacyQuantization.ValuesOf(graph);
        var inputs = graph.Inputs.Select(Lookup).ToArray();
        var known = new HashSet<Value>(inputs, ReferenceEqualityComparer.Instance);
        if (inputs.FirstOrDefault(value => value.IsConstant) is { } fixedInput)
            throw new TfliteFormatException($"the model's input {fixedInput} is a constant");

        var steps = new List<Step>();
        var paddings = isCombined ? FoldedPadding.Find(graph, values) : FoldedPadding.None;
        var leftOut = paddings.Values.Select(folded => folded.Pad).ToHashSet<Operator>(ReferenceEqualityComparer.Instance);
        foreach (var source in graph.Operators)
        {
            if (Fold(source, values) || leftOut.Contains(source)) continue;
            var padding = paddings.TryGetValue(source, out var folded) ? folded.Padding : null;
            var step = OperatorPlanners.Plan(source, new OperatorContext(source, values, kernels, threads, padding));
            foreach (var value in step.Reads.Concat(step.Writes))
            {
                if (value.Count == 0) throw new TfliteFormatException($"{step.Label}: {value} is empty");
            }

            foreach (var read in step.Reads)
            {
                if (!read.IsConstant && !known.Contains(read))
                    throw new TfliteFormatException($"{step.Label} reads {read} before any operator has computed it");
            }

            foreach (var write in step.Writes)
            {
                if (write.IsConstant || !known.Add(write))
                    {
                        throw new TfliteFormatException(
                            $"{step.Label} overwrites {write}, which is a constant, an input or the result of another operator");
                    }
            }

            steps.Add(step);
        }

        var outputs = graph.Outputs.Select(Lookup).ToArray();
        if (inputs.Length == 0 || outputs.Length == 0) throw new TfliteFormatException("the model has no input or no output");
        if (outputs.FirstOrDefault(value => !value.IsConstant && !known.Contains(value)) is { } missing)
            throw new TfliteFormatException($"no operator computes the model's output {missing}");
        return new ExecutionPlan([.. steps], inputs, outputs, ArenaLayout.Assign(steps, inputs, outputs), ComputesAll: leftOut.Count == 0);

        Value Lookup(int tensor) => tensor >= 0 && tensor < values.Length
            ? values[tensor]
            : throw new TfliteFormatException($"tensor {tensor} does not exist");
    }

    /// <summary>Computes DEQUANTIZE of a constant (float16 and dynamic-range models) now instead of in each run.</summary>
    private static bool Fold(Operator source, Value[] values)
    {
        if (source.Code != BuiltinOperator.Dequantize || source.Inputs is not [var from] || source.Outputs is not [var to]) return false;
        if (from < 0 || from >= values.Length || to < 0 || to >= values.Length) return false;
        var (narrow, wide) = (values[from], values[to]);
        if (!narrow.IsConstant || wide.IsConstant || wide.Type != TensorType.Float32 || wide.Count != narrow.Count) return false;
        if (ConstantExpansion.ToFloats(narrow) is not { } floats) return false;
        values[to] = wide.Folded(MemoryMarshal.AsBytes<float>(floats).ToArray());
        return true;
    }
}
