using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>RESHAPE alone, against the TensorFlow Lite C library.</summary>
public sealed class ReshapeTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Reshape, new ReshapeOptions([56, 6]), [model.Input, model.Integers([56, 6], 2)], 56, 6);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Reshape,
            new ReshapeOptions([56, 6]),
            [model.Input, model.Integers([56, 6], 2)],
            Int8Operator.InputQuantization,
            1,
            56,
            6);
    }
}
