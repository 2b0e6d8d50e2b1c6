using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>AVERAGE_POOL_2D alone, against the TensorFlow Lite C library.</summary>
public sealed class AveragePool2DTests
{
    private static readonly Pool2DOptions Options = new(Padding.Same, 2, 2, 3, 3, FusedActivation.None);

    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.AveragePool2D, Options, [model.Input], 1, 4, 4, 6);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.AveragePool2D, Options, [model.Input], Int8Operator.InputQuantization, 2, 1, 4, 4, 6);
    }
}
