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
            BuiltinOperator.Conv2D => LayerExport.Convolution,
            BuiltinOperator.DepthwiseConv2D => LayerExport.Depthwise,
            BuiltinOperator.FullyConnected => LayerExport.FullyConnected,
            BuiltinOperator.MaxPool2D => PoolingExport.Max,
            BuiltinOperator.AveragePool2D => PoolingExport.Average,
            BuiltinOperator.Mean => PoolingExport.Mean,
            BuiltinOperator.Add => ElementwiseExport.Add,
            BuiltinOperator.Sub => ElementwiseExport.Subtract,
            BuiltinOperator.Mul => ElementwiseExport.Multiply,
            BuiltinOperator.Relu => ElementwiseExport.Relu,
            BuiltinOperator.Relu6 => ElementwiseExport.Relu6,
            BuiltinOperator.ReluN1To1 => ElementwiseExport.ReluN1To1,
            BuiltinOperator.HardSwish => ElementwiseExport.HardSwish,
            BuiltinOperator.Logistic => ElementwiseExport.Logistic,
            BuiltinOperator.Tanh => ElementwiseExport.Tanh,
            BuiltinOperator.Softmax => ElementwiseExport.Softmax,
            BuiltinOperator.Quantize or BuiltinOperator.Dequantize => ElementwiseExport.Requantize,
            BuiltinOperator.Reshape or BuiltinOperator.Squeeze => ShapeExport.Reshape,
            BuiltinOperator.Pad => ShapeExport.Pad,
            BuiltinOperator.Concatenation => ShapeExport.Concatenate,
            _ => throw op.Unsupported(),
        };
        write(op);
    }
}
