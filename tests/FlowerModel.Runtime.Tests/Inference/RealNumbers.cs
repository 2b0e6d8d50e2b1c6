using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>
/// Computes an integer operator in the real numbers that the integers represent: <c>scale * (stored - zero point)</c>. The specification of int8
/// operators requires the nearest stored value as a result; how close an implementation comes to it depends on its rounding.
/// </summary>
internal static class RealNumbers
{
    /// <summary>Returns the exact result of an operator in units of the stored values of its output, unrounded but clamped to the range of the type.</summary>
    /// <param name="graph">The graph that contains the operator.</param>
    /// <param name="source">The operator.</param>
    /// <param name="stored">Returns the bytes of the activation with the given index.</param>
    internal static double[] ResultOf(Subgraph graph, Operator source, Func<int, byte[]> stored)
    {
        int[] activations = [.. source.Inputs.Where(input => input >= 0 && !graph.Tensors[input].IsConstant).Distinct()];
        var reals = activations.SelectMany(input => Reals(graph.Tensors[input], stored(input))).ToArray();
        var output = graph.Tensors[source.Outputs[0]];
        float[] result;
        if (source.Code == BuiltinOperator.Quantize)
        {
            result = reals;
        }
        else
        {
            result = new float[output.ElementCount];
            var floats = new Subgraph
            {
                Tensors = [.. graph.Tensors.Select((tensor, index) => InReals(graph, source, tensor, index))],
                Inputs = activations,
                Outputs = source.Outputs,
                Operators = [source],
            };
            new Interpreter(new Model { Subgraphs = [floats] }).Run(reals, result);
        }

        var (min, max) = output.Type == TensorType.Int8 ? (-128, 127) : (0, 255);
        var (scale, zero) = (output.Quantization!.Scale, output.Quantization.ZeroPoint);
        return Array.ConvertAll(result, value => Math.Clamp((value / (double)scale) + zero, min, max));
    }

    private static Tensor InReals(Subgraph graph, Operator source, Tensor tensor, int index)
    {
        var place = Array.IndexOf([.. source.Inputs], index);
        if (place < 0 && !source.Outputs.Contains(index)) return tensor;
        if (!tensor.IsConstant) return tensor with { Type = TensorType.Float32, Quantization = null };
        if (tensor.Type is TensorType.Int8 or TensorType.UInt8) return Constant(tensor, Reals(tensor, tensor.Data.ToArray()));
        if (place != 2) return tensor;

        // A bias is stored in units of the input scale times the kernel scale.
        var kernel = graph.Tensors[source.Inputs[1]].Quantization!;
        var unit = (double)graph.Tensors[source.Inputs[0]].Quantization!.Scale;
        var bias = MemoryMarshal.Cast<byte, int>(tensor.Data.Span).ToArray();
        return Constant(tensor, [.. bias.Select((value, channel) => (float)(value * unit * kernel.Scales[kernel.IsPerChannel ? channel : 0]))]);
    }

    private static Tensor Constant(Tensor tensor, float[] values) =>
        tensor with { Type = TensorType.Float32, Quantization = null, Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };

    private static float[] Reals(Tensor tensor, byte[] stored)
    {
        var quantization = tensor.Quantization!;
        var run = quantization.IsPerChannel ? tensor.Shape.Skip(quantization.Dimension + 1).Aggregate(1, (product, size) => product * size) : stored.Length;
        return [.. stored.Select((value, element) =>
        {
            var channel = element / run % quantization.Scales.Count;
            return quantization.Scales[channel] * ((tensor.Type == TensorType.Int8 ? (sbyte)value : value) - quantization.ZeroPoints[channel]);
        })];
    }
}
