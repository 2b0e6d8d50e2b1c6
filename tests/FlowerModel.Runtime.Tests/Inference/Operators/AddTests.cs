using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>ADD alone, against the TensorFlow Lite C library.</summary>
public sealed class AddTests
{
    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Add, new AddOptions(FusedActivation.Relu), [model.Input, model.Input], FloatOperator.InputShape);
    }

    [Fact]
    public void Adding_one_float_per_channel_matches_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Add, new AddOptions(FusedActivation.None), [model.Input, model.Weights(6)], FloatOperator.InputShape);
    }

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit()
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Add,
            new AddOptions(FusedActivation.None),
            [model.Input, model.Constant(0.011f, -3, 1, 7, 8, 6)],
            new(0.04f, -7),
            2,
            FloatOperator.InputShape);
    }

    [Fact]
    public void Adding_one_int8_number_per_channel_matches_TensorFlow_Lite()
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Add,
            new AddOptions(FusedActivation.Relu),
            [model.Input, model.Constant(0.05f, 0, 6)],
            new(0.06f, 1),
            2,
            FloatOperator.InputShape);
    }
}
