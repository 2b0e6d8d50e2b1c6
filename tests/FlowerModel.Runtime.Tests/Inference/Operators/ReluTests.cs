using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>RELU alone, against the TensorFlow Lite C library.</summary>
public sealed class ReluTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Relu, null, [model.Input], FloatOperator.InputShape);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.Relu, null, [model.Input], new(0.02f, -128), 2, FloatOperator.InputShape);
    }
}
