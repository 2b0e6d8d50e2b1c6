using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>SUB alone, against the TensorFlow Lite C library.</summary>
public sealed class SubTests
{
    [Fact]
    public void Subtracting_a_float_scalar_matches_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Sub, new SubOptions(FusedActivation.ReluN1To1), [model.Input, model.Weights(1)], FloatOperator.InputShape);
    }
}
