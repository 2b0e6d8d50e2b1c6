using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>CONCATENATION alone, against the TensorFlow Lite C library.</summary>
public sealed class ConcatenationTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(
            BuiltinOperator.Concatenation, new ConcatenationOptions(2, FusedActivation.None), [model.Input, model.Input], 1, 7, 16, 6);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Concatenation,
            new ConcatenationOptions(-1, FusedActivation.None),
            [model.Input, model.Input],
            Int8Operator.InputQuantization,
            2,
            1,
            7,
            8,
            12);
    }
}
