using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>MUL alone, against the TensorFlow Lite C library.</summary>
public sealed class MulTests
{
    [Fact]
    public void Multiplying_by_a_float_column_matches_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(
            BuiltinOperator.Mul, new MulOptions(FusedActivation.None), [model.Input, model.Weights(1, 7, 1, 6)], FloatOperator.InputShape);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(1, 1, 1, 6)]
    [InlineData(8, 6)]
    [InlineData(1, 7, 8, 6)]
    [InlineData(1)]
    public void Float_factors_that_repeat_match_TensorFlow_Lite_in_either_order(params int[] shape)
    {
        foreach (var first in new[] { true, false })
        {
            var model = new FloatOperator();
            var factors = model.Weights(shape);
            model.AssertAgrees(
                BuiltinOperator.Mul, new MulOptions(FusedActivation.Relu6), first ? [factors, model.Input] : [model.Input, factors], FloatOperator.InputShape);
        }
    }

    [Theory]
    [InlineData(FusedActivation.None, 1)]
    [InlineData(FusedActivation.Relu6, 6)]
    [InlineData(FusedActivation.None, 1, 7, 8, 6)]
    public void Int8_products_match_TensorFlow_Lite_bit_for_bit_for_many_scales(FusedActivation activation, params int[] second)
    {
        for (var i = 0; i < 30; i++)
        {
            var model = new Int8Operator(new Quantization(0.01f + (i * 0.002f), -128 + (8 * i)));
            model.AssertAgrees(
                BuiltinOperator.Mul,
                new MulOptions(activation),
                [model.Input, model.Constant(0.05f - (i * 0.001f), i - 15, second)],
                new(0.02f + (i * 0.003f), 100 - (7 * i)),
                2,
                FloatOperator.InputShape);
        }
    }

    [Fact]
    public void Int8_factors_per_channel_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Mul,
            new MulOptions(FusedActivation.None),
            [model.Input, model.Constant(0.004f, -128, 1, 1, 1, 6)],
            new(0.02f, 7),
            2,
            FloatOperator.InputShape);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Mul,
            new MulOptions(FusedActivation.None),
            [model.Input, model.Constant(0.02f, 9, 1, 7, 8, 6)],
            new(0.07f, 2),
            2,
            FloatOperator.InputShape);
    }
}
