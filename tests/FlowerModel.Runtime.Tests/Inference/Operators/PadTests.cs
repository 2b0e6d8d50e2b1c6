using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>PAD alone, against the TensorFlow Lite C library.</summary>
public sealed class PadTests
{
    private static readonly int[] Amounts = [0, 0, 1, 0, 0, 2, 1, 1];

    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Pad, null, [model.Input, model.Integers(Amounts, 4, 2)], 1, 8, 10, 8);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Pad, null, [model.Input, model.Integers(Amounts, 4, 2)], Int8Operator.InputQuantization, 2, 1, 8, 10, 8);
    }
}
