using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>MEAN alone, against the TensorFlow Lite C library.</summary>
public sealed class MeanTests
{
    [Theory]
    [InlineData(false, new[] { 1, 2 }, new[] { 1, 6 })]
    [InlineData(true, new[] { -1 }, new[] { 1, 7, 8, 1 })]
    public void Float_results_match_TensorFlow_Lite(bool keepsDimensions, int[] axes, int[] shape)
    {
        var model = new FloatOperator();
        model.AssertAgrees(BuiltinOperator.Mean, new ReducerOptions(keepsDimensions), [model.Input, model.Integers(axes, axes.Length)], shape);
    }

    [Theory]
    [InlineData(true, new[] { 1, 2 }, 0.01f, -20, new[] { 1, 1, 1, 6 })]
    [InlineData(false, new[] { 1, 2 }, 0.02f, 3, new[] { 1, 6 })]
    [InlineData(true, new[] { 1, 2 }, 0.03f, 5, new[] { 1, 1, 1, 6 })] // scale and zero point of the input
    [InlineData(true, new[] { 3 }, 0.02f, 3, new[] { 1, 7, 8, 1 })]
    [InlineData(false, new[] { 1, 2 }, 0.03f, 5, new[] { 1, 6 })] // scale and zero point of the input
    [InlineData(true, new[] { 3 }, 0.03f, 5, new[] { 1, 7, 8, 1 })] // scale and zero point of the input
    public void Int8_results_match_TensorFlow_Lite_bit_for_bit(bool keepsDimensions, int[] axes, float scale, long zeroPoint, int[] shape)
    {
        var model = new Int8Operator();
        model.AssertAgrees(
            BuiltinOperator.Mean,
            new ReducerOptions(keepsDimensions),
            [model.Input, model.Integers(axes, axes.Length)],
            new Quantization(scale, zeroPoint),
            2,
            shape);
    }

    // TFLite rounds twice if height and width are kept and once if they are dropped, which shows in about one result in a hundred.
    [Theory]
    [InlineData(true, new[] { 1, 1, 1, 6 })]
    [InlineData(false, new[] { 1, 6 })]
    public void Int8_means_of_pixels_match_TensorFlow_Lite_bit_for_bit_for_many_scales(bool keepsDimensions, int[] shape)
    {
        for (var i = 0; i < 100; i++)
        {
            var model = new Int8Operator(new Quantization(0.01f + (i * 0.0007f), -128 + i));
            var mean = new Quantization(0.002f + (i * 0.00003f), i - 50);
            model.AssertAgrees(BuiltinOperator.Mean, new ReducerOptions(keepsDimensions), [model.Input, model.Integers([1, 2], 2)], mean, 2, shape);
        }
    }
}
