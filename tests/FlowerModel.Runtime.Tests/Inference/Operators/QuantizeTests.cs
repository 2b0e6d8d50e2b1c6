using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>QUANTIZE alone, against the TensorFlow Lite C library.</summary>
public sealed class QuantizeTests
{
    [Fact]
    public void Int8_is_given_another_scale_as_TensorFlow_Lite_does_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.Quantize, null, [model.Input], new(0.05f, -11), 2, FloatOperator.InputShape);
    }

    /// <summary>The samples of an image lie on halves of the scale 2/255: which way those go decides a model's first tensor.</summary>
    [Theory]
    [InlineData(TensorType.Int8, 2 / 255f, -1)]
    [InlineData(TensorType.UInt8, 2 / 255f, 127)]
    [InlineData(TensorType.Int8, 0.03f, 5)]
    public void Real_numbers_are_quantized_as_TensorFlow_Lite_quantizes_them_bit_for_bit(TensorType type, float scale, long zeroPoint)
    {
        float[] values =
        [
            .. Enumerable.Range(0, 256).Select(sample => (sample / 127.5f) - 1),
            .. Enumerable.Range(0, 256).Select(sample => (sample - 127.5f) / 127.5f),
            .. Enumerable.Range(-300, 601).Select(i => i / 2f * scale),
            .. Samples.Noise(new Random(13), 999, 5),
        ];
        var model = new QuantizedReals(values);
        model.AssertBytesAgree(model.Quantize(model.Input, type, new Quantization(scale, zeroPoint)));
    }

    [Fact]
    public void Halves_numbers_out_of_range_and_results_of_its_own_are_quantized_as_by_TensorFlow_Lite()
    {
        var model = new QuantizedReals();
        var signed = model.Quantize(model.Input, TensorType.Int8, new(0.5f, 3));
        var unsigned = model.Quantize(model.Input, TensorType.UInt8, new(0.5f, 128));
        model.AssertBytesAgree(
            signed,
            unsigned,
            model.Quantize(model.Input, TensorType.Int8, new(0.0078431377f, -1)),
            model.Quantize(unsigned, TensorType.Int8, new(0.5f, 0)),
            model.Quantize(signed, TensorType.UInt8, new(0.3f, 100)));
    }
}
