using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>CONV_2D alone, against the TensorFlow Lite C library.</summary>
public sealed class Conv2DTests
{
    [Theory]
    [InlineData(Padding.Same, 2, 1, FusedActivation.Relu6, 3, new[] { 1, 4, 4, 9 })]
    [InlineData(Padding.Valid, 1, 2, FusedActivation.None, 3, new[] { 1, 3, 4, 17 })]
    [InlineData(Padding.Same, 1, 1, FusedActivation.Relu, 1, new[] { 1, 7, 8, 33 })]
    public void Float_results_match_TensorFlow_Lite(
        Padding padding, int stride, int dilation, FusedActivation activation, int side, int[] shape)
    {
        var model = new FloatOperator();
        var channels = shape[^1];
        model.AssertAgrees(
            BuiltinOperator.Conv2D,
            Options(padding, stride, dilation, activation),
            [model.Input, model.Weights(channels, side, side, 6), model.Weights(channels)],
            shape);
    }

    [Theory]
    [MemberData(nameof(HybridLayer.Ranges), MemberType = typeof(HybridLayer))]
    public void A_layer_with_an_int8_kernel_matches_TensorFlow_Lite_bit_for_bit(float lowest, float highest) =>
        HybridLayer.AssertAgrees(
            (lowest, highest), BuiltinOperator.Conv2D, Options(Padding.Same, 2, 1, FusedActivation.Relu6), 0, [9, 3, 3, 6], [2, 4, 4, 9], version: 5);

    [Theory]
    [MemberData(nameof(HybridLayer.Ranges), MemberType = typeof(HybridLayer))]
    public void A_pointwise_layer_with_an_int8_kernel_matches_TensorFlow_Lite_bit_for_bit(float lowest, float highest) =>
        HybridLayer.AssertAgrees(
            (lowest, highest), BuiltinOperator.Conv2D, Options(Padding.Same, 1, 1, FusedActivation.None), 0, [33, 1, 1, 6], [2, 7, 8, 33], version: 5);

    [Theory]
    [MemberData(nameof(HybridLayer.Ranges), MemberType = typeof(HybridLayer))]
    public void A_layer_with_an_int8_kernel_of_one_scale_matches_TensorFlow_Lite_bit_for_bit(float lowest, float highest) =>
        HybridLayer.AssertAgrees(
            (lowest, highest), BuiltinOperator.Conv2D, Options(Padding.Valid, 1, 1, FusedActivation.None), null, [5, 3, 3, 6], [2, 5, 6, 5], version: 2);

    [Theory]
    [InlineData(Padding.Same, 2, 1, FusedActivation.Relu6, 0.05f, new[] { 1, 4, 4, 9 })]
    [InlineData(Padding.Valid, 1, 2, FusedActivation.None, 0.2f, new[] { 1, 3, 4, 7 })]
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit(
        Padding padding, int stride, int dilation, FusedActivation activation, float scale, int[] shape) =>
        new Int8Operator().AssertLayerAgrees(
            BuiltinOperator.Conv2D, Options(padding, stride, dilation, activation), 0, [shape[^1], 3, 3, 6], scale, shape, version: 3);

    private static Conv2DOptions Options(Padding padding, int stride, int dilation, FusedActivation activation) =>
        new(padding, stride, stride, activation, dilation, dilation);
}
