using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>MUL alone, against the TensorFlow Lite C library.</summary>
public sealed class MulTests
{
    [Fact]
    public void A_float_column_multiplies_as_in_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(
            BuiltinOperator.Mul, new MulOptions(FusedActivation.None), [model.Input, model.Weights(1, 7, 1, 6)], FloatOperator.InputShape);
    }

    [Fact]
    public void Int8_results_are_those_of_TensorFlow_Lite_bit_for_bit()
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
