using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Onnx.Graph;

/// <summary>Numbers that the ONNX format gives to element types.</summary>
internal static class OnnxType
{
    internal const int Float32 = 1;
    internal const int Int64 = 7;

    /// <summary>Returns the number of an element type.</summary>
    /// <exception cref="OnnxExportException">The exporter does not support the type.</exception>
    internal static int Of(TensorType type) => type switch
    {
        TensorType.Float32 => Float32,
        TensorType.UInt8 => 2,
        TensorType.Int8 => 3,
        TensorType.Int32 => 6,
        TensorType.Int64 => Int64,
        TensorType.Float16 => 10,
        _ => throw new OnnxExportException($"tensors of type {type} are not supported"),
    };
}
