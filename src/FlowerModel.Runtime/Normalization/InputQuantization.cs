using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Normalization;

/// <summary>The ranges of real values that a model's quantized input can represent.</summary>
internal static class InputQuantization
{
    /// <summary>
    /// Returns the range of an int8 or uint8 input, or the ranges that a float32 input is quantized to if QUANTIZE operators are all that read it.
    /// Empty for other inputs.
    /// </summary>
    public static IReadOnlyList<KnownRange> RangesOf(Subgraph graph)
    {
        var index = graph.Inputs[0];
        if (RangeOf(graph.Tensors[index]) is { } own) return [own];
        Operator[] readers = [.. graph.Operators.Where(source => source.Inputs.Contains(index))];
        var ranges = new List<KnownRange>();
        foreach (var reader in readers)
        {
            if (reader is not { Code: BuiltinOperator.Quantize, Outputs: [>= 0 and var result] }) return [];
            if (result >= graph.Tensors.Count || RangeOf(graph.Tensors[result]) is not { } range) return [];
            if (!ranges.Contains(range)) ranges.Add(range);
        }

        return ranges;
    }

    private static KnownRange? RangeOf(Tensor tensor)
    {
        if (tensor.Quantization is not { IsPerChannel: false } quantization) return null;
        int? lowest = tensor.Type switch
        {
            TensorType.Int8 => sbyte.MinValue,
            TensorType.UInt8 => byte.MinValue,
            _ => null,
        };
        return lowest is { } stored
            ? new((stored - quantization.ZeroPoint) * quantization.Scale, (stored + byte.MaxValue - quantization.ZeroPoint) * quantization.Scale)
            : null;
    }
}
