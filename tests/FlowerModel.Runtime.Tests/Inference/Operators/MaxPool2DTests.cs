using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>MAX_POOL_2D alone, against the TensorFlow Lite C library.</summary>
public sealed class MaxPool2DTests
{
    private static readonly Pool2DOptions Options = new(Padding.Valid, 2, 2, 2, 2, FusedActivation.None);

    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.MaxPool2D, Options, [model.Input], 1, 3, 4, 6);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.MaxPool2D, Options, [model.Input], Int8Operator.InputQuantization, 2, 1, 3, 4, 6);
    }
}
