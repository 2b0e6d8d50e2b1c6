using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Normalization;

/// <summary>
/// The normalization that a float32 model starts with: ADD, SUB and MUL with constants. It states what the input is if exactly one of the usual
/// ranges of an image becomes a usual range behind it.
/// </summary>
internal static class LeadingOperators
{
    private const int Channels = 3;

    // ImageNet's means and standard deviations per channel, as fractions of 255, are 0.406 to 0.485 and 0.224 to 0.229.
    private const float SmallestMean = 0.40f;
    private const float LargestMean = 0.49f;
    private const float SmallestDeviation = 0.22f;
    private const float LargestDeviation = 0.23f;

    private static readonly (KnownRange Range, ImageNormalization Normalization)[] Inputs =
    [
        (new(0, 255), new(0, 1)),
        (new(0, 1), new(0, 255)),
        (new(-1, 1), new(127.5f, 127.5f)),
    ];

    /// <summary>Returns the normalization of the images that the model takes, or null if its first operators do not state it.</summary>
    public static ImageNormalization? NormalizationOf(Subgraph graph)
    {
        if (ScalingOf(graph) is not { } scaling) return null;
        var (factors, offsets) = scaling;
        ImageNormalization[] possible = [.. Inputs.Where(input => IsUsual(input.Range, factors, offsets)).Select(input => input.Normalization)];
        return possible is [var only] ? only : null;
    }

    private static bool IsUsual(KnownRange input, float[] factors, float[] offsets)
    {
        KnownRange[] results = [.. factors.Zip(offsets, (factor, offset) => new KnownRange(
            (input.Lowest * factor) + offset, (input.Highest * factor) + offset))];
        return results.All(IsStandardized) || (results.Distinct().Count() == 1 && KnownRange.NormalizationOf(results[0]) is not null)
            || results.All(IsCentered);
    }

    /// <summary>True if the mean and standard deviation of a channel are those of ImageNet.</summary>
    private static bool IsStandardized(KnownRange range)
    {
        var deviation = 1 / (range.Highest - range.Lowest);
        return deviation is >= SmallestDeviation and <= LargestDeviation && -range.Lowest * deviation is >= SmallestMean and <= LargestMean;
    }

    /// <summary>True if samples are only moved by the mean of a channel, as in Caffe's models.</summary>
    private static bool IsCentered(KnownRange range) =>
        Math.Abs(range.Highest - range.Lowest - byte.MaxValue) < 1 && -range.Lowest / byte.MaxValue is >= SmallestMean and <= LargestMean + 0.02f;

    /// <summary>Returns the factor and offset of each channel in front of the first other operator; null if there is no such operator.</summary>
    private static (float[] Factors, float[] Offsets)? ScalingOf(Subgraph graph)
    {
        float[] factors = [1, 1, 1];
        float[] offsets = [0, 0, 0];
        var current = graph.Inputs[0];
        var count = 0;
        while (graph.Operators.Where(source => source.Inputs.Contains(current)).Take(2).ToArray() is [{ Inputs: [var one, var two] } only]
            && only.Outputs is [>= 0 and var result] && result < graph.Tensors.Count && result != current && count <= graph.Operators.Count)
        {
            var isFirst = one == current;
            if (ConstantOf(graph, isFirst ? two : one) is not { } constant) break;
            if (!Apply(only, isFirst, constant, factors, offsets)) break;
            current = result;
            count++;
        }

        return count == 0 ? null : (factors, offsets);
    }

    private static bool Apply(Operator source, bool isFirst, float[] constant, float[] factors, float[] offsets)
    {
        var kind = source switch
        {
            { Code: BuiltinOperator.Add, Options: AddOptions { Activation: FusedActivation.None } } => BuiltinOperator.Add,
            { Code: BuiltinOperator.Sub, Options: SubOptions { Activation: FusedActivation.None } } => BuiltinOperator.Sub,
            { Code: BuiltinOperator.Mul, Options: MulOptions { Activation: FusedActivation.None } } => BuiltinOperator.Mul,
            _ => (BuiltinOperator?)null,
        };
        if (kind is null) return false;
        for (var c = 0; c < Channels; c++)
        {
            var value = constant[c % constant.Length];
            (factors[c], offsets[c]) = kind switch
            {
                BuiltinOperator.Add => (factors[c], offsets[c] + value),
                BuiltinOperator.Mul => (factors[c] * value, offsets[c] * value),
                _ when isFirst => (factors[c], offsets[c] - value),
                _ => (-factors[c], value - offsets[c]),
            };
        }

        return true;
    }

    /// <summary>Returns a constant of one number, or of one number per channel.</summary>
    private static float[]? ConstantOf(Subgraph graph, int index)
    {
        if (index < 0 || index >= graph.Tensors.Count) return null;
        var tensor = graph.Tensors[index];
        if (!tensor.IsConstant && graph.Operators.FirstOrDefault(source => source.Outputs.Contains(index)) is
            { Code: BuiltinOperator.Dequantize, Inputs: [>= 0 and var narrow] } && narrow < graph.Tensors.Count)
        {
            tensor = graph.Tensors[narrow];
        }

        var isPerChannel = tensor.Shape is [.., Channels] && tensor.ElementCount == Channels;
        return tensor.IsConstant && (tensor.ElementCount == 1 || isPerChannel) ? ConstantExpansion.ToFloats(new Value(tensor, index)) : null;
    }
}
