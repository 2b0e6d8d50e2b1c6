using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>HARD_SWISH alone, against the TensorFlow Lite C library.</summary>
public sealed class HardSwishTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.HardSwish, null, [model.Input], FloatOperator.InputShape);
    }

    // Scales from those with many steps between -3 and 3 to those with few, where the rule shifts to the left.
    [Theory]
    [InlineData(0.03f, 5, 0.016f, -104)]
    [InlineData(0.03f, 5, 0.03f, 0)]
    [InlineData(0.0005f, -128, 0.0004f, -128)]
    [InlineData(0.002f, 100, 0.001f, -20)]
    [InlineData(0.11f, -60, 0.09f, -120)]
    [InlineData(0.8f, 0, 0.4f, -128)]
    [InlineData(5f, 3, 2.5f, -127)]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit(float inputScale, int inputZeroPoint, float scale, int zeroPoint)
    {
        var model = new Int8Operator(new Quantization(inputScale, inputZeroPoint));
        model.AssertAgrees(BuiltinOperator.HardSwish, null, [model.Input], new Quantization(scale, zeroPoint), 1, FloatOperator.InputShape);
    }

    [Fact]
    public void A_result_with_too_small_a_scale_is_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Values(TensorType.Int8, new(1, 0), 1, 2), builder.Values(TensorType.Int8, new(0.001f, 0), 1, 2));
        var model = builder.Operator(BuiltinOperator.HardSwish, null, [input], output).Build([input], [output]);
        Assert.Contains("scale is too small", Assert.Throws<UnsupportedModelException>(() => new Interpreter(model)).Message, StringComparison.Ordinal);
    }
}
