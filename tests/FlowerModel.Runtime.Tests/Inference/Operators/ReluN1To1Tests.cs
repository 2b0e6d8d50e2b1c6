using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>RELU_N1_TO_1 alone, against the TensorFlow Lite C library.</summary>
public sealed class ReluN1To1Tests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.ReluN1To1, null, [model.Input], FloatOperator.InputShape);
    }
}
