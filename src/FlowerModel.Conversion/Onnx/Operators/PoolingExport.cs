using System.Runtime.InteropServices;
using FlowerModel.Conversion.Onnx.Graph;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>MAX_POOL_2D, AVERAGE_POOL_2D, and MEAN over all pixels as GlobalAveragePool.</summary>
internal static class PoolingExport
{
    internal static void Max(OperatorExport op)
    {
        var options = op.Options<Pool2DOptions>();
        op.Finish(op.Values.Nodes.Add("MaxPool", op.Name, [op.Real(0)], Of(options).Attributes(op.Input(0))), options.Activation);
    }

    // Pixels in the padding do not count in TensorFlow Lite, which is also the default of ONNX.
    internal static void Average(OperatorExport op)
    {
        var options = op.Options<Pool2DOptions>();
        op.Finish(op.Values.Nodes.Add("AveragePool", op.Name, [op.Real(0)], Of(options).Attributes(op.Input(0))), options.Activation);
    }

    internal static void Mean(OperatorExport op)
    {
        var (input, axes) = (op.Input(0), op.Input(1));
        if (!Layout.IsImage(input) || !axes.IsConstant) throw op.Unsupported("only the mean over all pixels of an image is");
        var dimensions = MemoryMarshal.Cast<byte, int>(axes.Data.Span).ToArray().Select(axis => axis < 0 ? axis + Layout.ImageRank : axis).Order();
        if (!dimensions.SequenceEqual([1, 2])) throw op.Unsupported("only the mean over all pixels of an image is");
        var pooled = op.Values.Nodes.Add("GlobalAveragePool", op.Name, [op.Real(0)]);
        if (op.Result.Shape.Count == Layout.ImageRank)
        {
            op.Finish(pooled);
            return;
        }

        // The numbers are stored before they are flattened, so that runtimes find the group of the pooling.
        var stored = op.Result.Quantization is null ? pooled : op.Values.Quantize(op.Result, pooled);
        op.Values.SetStored(op.Operator.Outputs[0], op.Values.Nodes.Add("Flatten", op.Name, [stored]));
    }

    private static Window Of(Pool2DOptions options) => new(
        (options.FilterHeight, options.FilterWidth), (options.StrideHeight, options.StrideWidth), (1, 1), options.Padding);
}
