using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>RELU6 alone, against the TensorFlow Lite C library.</summary>
public sealed class Relu6Tests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Relu6, null, [model.Input], FloatOperator.InputShape);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.Relu6, null, [model.Input], new(6 / 255f, -128), 2, FloatOperator.InputShape);
    }
}
