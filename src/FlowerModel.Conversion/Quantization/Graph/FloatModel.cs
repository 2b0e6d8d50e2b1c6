using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>The starting point of quantization: a model whose tensors are float32, except for shapes, axes and paddings.</summary>
internal static class FloatModel
{
    /// <exception cref="QuantizationException">A tensor has another type.</exception>
    internal static void Require(Model model)
    {
        foreach (var tensor in model.Main.Tensors)
        {
            if (tensor.Type is TensorType.Float32 || (tensor.Type is TensorType.Int32 or TensorType.Int64 && tensor.Quantization is null)) continue;
            throw new QuantizationException($"'{tensor}' is not float32: use the float32 model, since a quantized model cannot be quantized again");
        }
    }
}
