using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>SQUEEZE alone, against the TensorFlow Lite C library.</summary>
public sealed class SqueezeTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Squeeze, new SqueezeOptions([0]), [model.Input], 7, 8, 6);
    }
}
