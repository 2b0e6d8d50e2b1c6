using System.Runtime.InteropServices;
using FlowerModel.Conversion.Onnx.Graph;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>Operators that only move elements: RESHAPE, SQUEEZE, PAD and CONCATENATION.</summary>
internal static class ShapeExport
{
    internal static void Reshape(OperatorExport op)
    {
        var (input, result) = (op.Input(0), op.Result.Shape);
        if (input.Shape.Count == 0 || result.Count == 0 || input.Shape[0] != result[0]) throw op.Unsupported("it changes the number of images");
        // 0 copies the dimension, so that batches of any size go through.
        var value = Reshaped(op, op.Stored(0), input, [0, .. result.Skip(1)]);
        if (Layout.IsImage(op.Result)) value = op.Values.Nodes.Add("Transpose", op.Name, [value], NodeList.Ints("perm", Layout.ChannelsFirst));
        RequireSameNumbers(op, 0);
        op.Values.SetStored(op.Operator.Outputs[0], value);
    }

    internal static void Pad(OperatorExport op)
    {
        var (input, zeros) = (op.Input(0), op.Input(1));
        if (!Layout.IsImage(input) || !zeros.IsConstant || zeros.Type != TensorType.Int32) throw op.Unsupported("only constant padding of images is");
        var pairs = MemoryMarshal.Cast<byte, int>(zeros.Data.Span);
        var pads = new long[2 * Layout.ImageRank];
        for (var i = 0; i < Layout.ImageRank; i++)
        {
            var from = Layout.ChannelsFirst[i];
            (pads[i], pads[Layout.ImageRank + i]) = (pairs[2 * from], pairs[(2 * from) + 1]);
        }

        op.Finish(op.Values.Nodes.Add("Pad", op.Name, [op.Real(0), op.Values.Nodes.AddIntegers(op.Name + "/pads", pads)]));
    }

    internal static void Concatenate(OperatorExport op)
    {
        var options = op.Options<ConcatenationOptions>();
        var axis = NodeList.Int("axis", Layout.DimensionOf(op.Result, options.Axis));
        op.Finish(op.Values.Nodes.Add("Concat", op.Name, [.. Enumerable.Range(0, op.InputCount).Select(op.Real)], axis), options.Activation);
    }

    /// <summary>Appends a reshape of a value, in TensorFlow Lite's order of elements.</summary>
    internal static string Reshaped(OperatorExport op, string value, Tensor tensor, params ReadOnlySpan<int> shape)
    {
        // Where there is only one pixel or one channel, both orders are the same.
        var isReordered = Layout.IsImage(tensor) && tensor.Shape[1] * tensor.Shape[2] > 1 && tensor.Shape[3] > 1;
        if (isReordered) value = op.Values.Nodes.Add("Transpose", op.Name + "/channels_last", [value], NodeList.Ints("perm", Layout.ChannelsLast));
        var sizes = new long[shape.Length];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = shape[i];
        return op.Values.Nodes.Add("Reshape", op.Name, [value, op.Values.Nodes.AddIntegers(op.Name + "/shape", sizes)]);
    }

    private static void RequireSameNumbers(OperatorExport op, int input)
    {
        if (!op.Values.AreStoredAlike(op.Operator.Inputs[input], op.Operator.Outputs[0])) throw op.Unsupported("it changes the scale of its input");
    }
}
