using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Graph;

/// <summary>What all quantization starts from: a model whose tensors are float32, but for shapes, axes and paddings.</summary>
internal static class FloatModel
{
    /// <exception cref="QuantizationException">A tensor is of another type.</exception>
    internal static void Require(Model model)
    {
        foreach (var tensor in model.Main.Tensors)
        {
            if (tensor.Type is TensorType.Float32 || (tensor.Type is TensorType.Int32 or TensorType.Int64 && tensor.Quantization is null)) continue;
            throw new QuantizationException($"'{tensor}' is not float32: give the float32 model, since one that was quantized has lost what is needed");
        }
    }
}
