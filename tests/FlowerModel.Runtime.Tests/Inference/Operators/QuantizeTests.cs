using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>QUANTIZE alone, against the TensorFlow Lite C library.</summary>
public sealed class QuantizeTests
{
    [Fact]
    public void Changing_the_scale_of_int8_matches_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.Quantize, null, [model.Input], new(0.05f, -11), 2, FloatOperator.InputShape);
    }

    /// <summary>With a scale of 2/255, the samples of an image are halves, so their rounding determines the first tensor of a model.</summary>
    [Theory]
    [InlineData(TensorType.Int8, 2 / 255f, -1)]
    [InlineData(TensorType.UInt8, 2 / 255f, 127)]
    [InlineData(TensorType.Int8, 0.03f, 5)]
    public void Quantizing_real_numbers_matches_TensorFlow_Lite_bit_for_bit(TensorType type, float scale, long zeroPoint)
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
    public void Halves_out_of_range_numbers_and_requantized_results_match_TensorFlow_Lite()
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
