using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>DEQUANTIZE alone, against the TensorFlow Lite C library.</summary>
public sealed class DequantizeTests
{
    [Theory]
    [InlineData(TensorType.Int8, 3)]
    [InlineData(TensorType.UInt8, 128)]
    public void Results_match_TensorFlow_Lite_bit_for_bit(TensorType type, long zeroPoint)
    {
        var model = new QuantizedReals();
        model.AssertBytesAgree(model.Dequantize(model.Quantize(model.Input, type, new(0.5f, zeroPoint))));
    }
}
