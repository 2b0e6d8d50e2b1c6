using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>
/// Finds PAD operators that become part of the convolution behind them, which knows how to treat positions beyond the edge. Exports of Keras
/// models have one in front of each layer with stride 2; as an operator it would copy the largest tensors of the network.
/// </summary>
internal static class FoldedPadding
{
    /// <summary>Nothing is folded.</summary>
    public static IReadOnlyDictionary<Operator, (Operator Pad, ImplicitPadding Padding)> None { get; } =
        new Dictionary<Operator, (Operator Pad, ImplicitPadding Padding)>();

    /// <summary>Returns the PAD operators to leave out, by the convolution that takes each one's place.</summary>
    /// <remarks>Whatever is unusual or invalid is not folded, so it is computed, or rejected, as an operator of its own.</remarks>
    public static IReadOnlyDictionary<Operator, (Operator Pad, ImplicitPadding Padding)> Find(Subgraph graph, IReadOnlyList<Value> values)
    {
        var consumers = new int[values.Count];
        foreach (var index in graph.Operators.SelectMany(source => source.Inputs).Concat(graph.Outputs))
        {
            if (index >= 0 && index < consumers.Length) consumers[index]++;
        }

        var pads = new Dictionary<int, Operator>();
        var folded = new Dictionary<Operator, (Operator, ImplicitPadding)>(ReferenceEqualityComparer.Instance);
        foreach (var source in graph.Operators)
        {
            if (source.Code == BuiltinOperator.Pad && source.Outputs is [var output] && output >= 0 && output < consumers.Length && consumers[output] == 1)
                pads[output] = source;
            else if (KernelOf(source, values) is { } kernel && pads.TryGetValue(source.Inputs[0], out var pad) && Of(pad, kernel, values) is { } padding)
                folded.Add(source, (pad, padding));
        }

        return folded;
    }

    private static Value? KernelOf(Operator source, IReadOnlyList<Value> values) =>
        source is { Options: Conv2DOptions { Padding: Padding.Valid } or DepthwiseConv2DOptions { Padding: Padding.Valid }, Inputs: [_, var kernel, ..] }
        && kernel >= 0 && kernel < values.Count
            ? values[kernel]
            : null;

    private static ImplicitPadding? Of(Operator pad, Value kernel, IReadOnlyList<Value> values)
    {
        if (pad.Inputs is not [var from, var by] || from < 0 || from >= values.Count || by < 0 || by >= values.Count) return null;
        var (input, amounts, output) = (values[from], values[by], values[pad.Outputs[0]]);
        if (input.IsConstant || input.Type != output.Type || input.Shape.Length != 4 || output.Shape.Length != 4) return null;

        // A kernel of another type rounds its input by the range of all values, the zeros among them.
        if (input.Type is not (TensorType.Float32 or TensorType.Int8) || kernel.Type != input.Type || !HasSameZero(input, output)) return null;
        if (!amounts.IsConstant || amounts.Type != TensorType.Int32) return null;
        if (MemoryMarshal.Cast<byte, int>(amounts.Constant.Span) is not [0, 0, >= 0 and var top, >= 0 and var bottom, >= 0 and var left, >= 0 and var right, 0, 0])
            return null;
        return (long)input.Shape[1] + top + bottom == output.Shape[1] && (long)input.Shape[2] + left + right == output.Shape[2]
            ? new ImplicitPadding(from, top, bottom, left, right)
            : null;
    }

    /// <summary>A convolution treats positions beyond the edge as the zero point of its input.</summary>
    private static bool HasSameZero(Value input, Value output) => input.Type == TensorType.Float32 || (
        input.Quantization is { IsPerChannel: false } from && output.Quantization is { IsPerChannel: false } to
        && from.Scale == to.Scale && from.ZeroPoint == to.ZeroPoint);
}
