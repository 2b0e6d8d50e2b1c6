using FlowerModel.Runtime.Inference.Steps;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>
/// Models of TensorFlow Lite's first quantization scheme, which computes in uint8. They are planned as int8 models, so both schemes share the
/// kernels. In later models, uint8 occurs only at the ends, where QUANTIZE and DEQUANTIZE convert it.
/// </summary>
internal static class LegacyQuantization
{
    /// <summary>Returns the values of a graph's tensors. If an operator computes in uint8, all quantized uint8 tensors become int8 values.</summary>
    public static Value[] ValuesOf(Subgraph graph)
    {
        var isLegacy = graph.Operators.Any(source =>
            source.Code is not (BuiltinOperator.Quantize or BuiltinOperator.Dequantize)
            && source.Inputs.Concat(source.Outputs).Any(index => index >= 0 && index < graph.Tensors.Count && IsQuantizedUInt8(graph.Tensors[index])));
        return [.. graph.Tensors.Select((tensor, index) => isLegacy && IsQuantizedUInt8(tensor) ? Value.Signed(tensor, index) : new Value(tensor, index))];
    }

    private static bool IsQuantizedUInt8(Tensor tensor) => tensor.Type == TensorType.UInt8 && tensor.Quantization is not null;
}
