using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>FULLY_CONNECTED alone, against the TensorFlow Lite C library.</summary>
public sealed class FullyConnectedTests
{
    private static readonly FullyConnectedOptions Dense = new(FusedActivation.None, 0, false, false);
    private static readonly FullyConnectedOptions DenseRelu = new(FusedActivation.Relu, 0, false, false);

    [Fact]
    public void Float_results_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.FullyConnected, Dense, [model.Input, model.Weights(5, 6), model.Weights(5)], 56, 5);
    }

    [Fact]
    public void Float_results_without_bias_match_TensorFlow_Lite()
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.FullyConnected, DenseRelu, [model.Input, model.Weights(3, 336), Operator.NoTensor], 1, 3);
    }

    [Theory]
    [MemberData(nameof(HybridLayer.Ranges), MemberType = typeof(HybridLayer))]
    public void A_symmetric_layer_with_an_int8_kernel_matches_TensorFlow_Lite_bit_for_bit(float lowest, float highest) =>
        HybridLayer.AssertAgrees((lowest, highest), BuiltinOperator.FullyConnected, Dense, null, [5, 336], [2, 5], version: 3);

    [Theory]
    [MemberData(nameof(HybridLayer.Ranges), MemberType = typeof(HybridLayer))]
    public void An_asymmetric_layer_with_an_int8_kernel_matches_TensorFlow_Lite_bit_for_bit(float lowest, float highest) =>
        HybridLayer.AssertAgrees(
            (lowest, highest), BuiltinOperator.FullyConnected, Dense with { AsymmetricQuantizeInputs = true }, null, [5, 336], [2, 5], version: 9);

    [Fact]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit() =>
        new Int8Operator().AssertLayerAgrees(BuiltinOperator.FullyConnected, DenseRelu, null, [5, 336], 0.3f, [1, 5], version: 4);
}
