using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>TANH alone, against the TensorFlow Lite C library.</summary>
public sealed class TanhTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Tanh, null, [model.Input], FloatOperator.InputShape);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(BuiltinOperator.Tanh, null, [model.Input], new(1 / 128f, 0), 2, FloatOperator.InputShape);
    }
}
