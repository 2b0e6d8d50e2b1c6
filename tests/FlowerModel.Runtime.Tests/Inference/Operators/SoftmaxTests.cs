using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>SOFTMAX alone, against the TensorFlow Lite C library.</summary>
public sealed class SoftmaxTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Softmax, new SoftmaxOptions(1.5f), [model.Input], FloatOperator.InputShape);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit(float beta)
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.Softmax, new SoftmaxOptions(beta), [model.Input], new(1 / 256f, -128), 2, FloatOperator.InputShape);
    }
}
