using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>DEPTHWISE_CONV_2D alone, against the TensorFlow Lite C library.</summary>
public sealed class DepthwiseConv2DTests
{
    [Theory]
    [InlineData(Padding.Same, 2, 1, new[] { 1, 4, 4, 6 })]
    [InlineData(Padding.Valid, 1, 2, new[] { 1, 5, 6, 12 })]
    public void Float_results_match_TensorFlow_Lite(Padding padding, int stride, int multiplier, int[] shape)
    {
        var model = new FloatOperator();
        var channels = shape[^1];
        model.AssertAgrees(
            BuiltinOperator.DepthwiseConv2D,
            Options(padding, stride, multiplier),
            [model.Input, model.Weights(1, 3, 3, channels), model.Weights(channels)],
            shape);
    }

    [Theory]
    [MemberData(nameof(HybridLayer.Ranges), MemberType = typeof(HybridLayer))]
    public void A_layer_with_an_int8_kernel_matches_TensorFlow_Lite_bit_for_bit(float lowest, float highest) =>
        HybridLayer.AssertAgrees(
            (lowest, highest), BuiltinOperator.DepthwiseConv2D, Options(Padding.Same, 2, 1), 3, [1, 3, 3, 6], [2, 4, 4, 6], version: 6);

    [Theory]
    [InlineData(Padding.Same, 2, 1, new[] { 1, 4, 4, 6 })]
    [InlineData(Padding.Valid, 1, 2, new[] { 1, 5, 6, 12 })]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit(Padding padding, int stride, int multiplier, int[] shape) =>
        new Int8Operator().AssertLayerAgrees(
            BuiltinOperator.DepthwiseConv2D, Options(padding, stride, multiplier), 3, [1, 3, 3, shape[^1]], 0.1f, shape, version: 3);

    private static DepthwiseConv2DOptions Options(Padding padding, int stride, int multiplier) =>
        new(padding, stride, stride, multiplier, FusedActivation.None);
}
