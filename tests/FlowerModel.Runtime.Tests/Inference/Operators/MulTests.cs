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
