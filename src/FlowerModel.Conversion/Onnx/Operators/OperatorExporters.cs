using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Operators;

/// <summary>The operators that can be written as ONNX.</summary>
internal static class OperatorExporters
{
    /// <summary>Writes one operator.</summary>
    /// <exception cref="OnnxExportException">The operator is not supported.</exception>
    internal static void Export(OperatorExport op)
    {
        Action<OperatorExport> write = op.Operator.Code switch
        {
            BuiltinOperator.Conv2D => Convolutions.Convolution,
            BuiltinOperator.DepthwiseConv2D => Convolutions.Depthwise,
            BuiltinOperator.FullyConnected => Convolutions.FullyConnected,
            BuiltinOperator.MaxPool2D => Poolings.Max,
            BuiltinOperator.AveragePool2D => Poolings.Average,
            BuiltinOperator.Mean => Poolings.Mean,
            BuiltinOperator.Add => Elementwise.Add,
            BuiltinOperator.Sub => Elementwise.Subtract,
            BuiltinOperator.Mul => Elementwise.Multiply,
            BuiltinOperator.Relu => Elementwise.Relu,
            BuiltinOperator.Relu6 => Elementwise.Relu6,
            BuiltinOperator.ReluN1To1 => Elementwise.ReluN1To1,
            BuiltinOperator.HardSwish => Elementwise.HardSwish,
            BuiltinOperator.Logistic => Elementwise.Logistic,
            BuiltinOperator.Tanh => Elementwise.Tanh,
            BuiltinOperator.Softmax => Elementwise.Softmax,
            BuiltinOperator.Quantize or BuiltinOperator.Dequantize => Elementwise.Requantize,
            BuiltinOperator.Reshape or BuiltinOperator.Squeeze => Shapes.Reshape,
            BuiltinOperator.Pad => Shapes.Pad,
            BuiltinOperator.Concatenation => Shapes.Concatenate,
            _ => throw op.Unsupported(),
        };
        write(op);
    }
}
