using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>SUB alone, against the TensorFlow Lite C library.</summary>
public sealed class SubTests
{
    [Fact]
    public void Subtracting_a_float_scalar_matches_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Sub, new SubOptions(FusedActivation.ReluN1To1), [model.Input, model.Weights(1)], FloatOperator.InputShape);
    }

    [Theory]
    [InlineData(FusedActivation.None, 1, 7, 8, 6)]
    [InlineData(FusedActivation.Relu6, 6)]
    [InlineData(FusedActivation.None, 1)]
    public void Int8_differences_match_TensorFlow_Lite_bit_for_bit(FusedActivation activation, params int[] second)
    {
        for (var i = 0; i < 30; i++)
        {
            var model = new Int8Operator(new Quantization(0.01f + (i * 0.002f), -128 + (8 * i)));
            model.AssertAgrees(
                BuiltinOperator.Sub,
                new SubOptions(activation),
                [model.Input, model.Constant(0.05f - (i * 0.001f), i - 15, second)],
                new(0.02f + (i * 0.003f), 100 - (7 * i)),
                2,
                FloatOperator.InputShape);
        }
    }
}
