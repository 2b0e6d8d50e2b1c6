using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Hybrid;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Scalar kernels against values computed by hand.</summary>
public class ReferenceKernelTests
{
    // 1 2 3
    // 4 5 6
    // 7 8 9
    private static readonly float[] Square = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Fact]
    public void A_box_kernel_sums_the_neighborhood_and_ignores_pixels_outside()
    {
        var window = Windows.Create(new Nhwc(1, 3, 3, 1), 1, (3, 3), 1, Padding.Same);

        Assert.Equal([12, 21, 16, 27, 45, 33, 24, 39, 28], Convolve(window, [1, 1, 1, 1, 1, 1, 1, 1, 1], 0, ActivationRange.None));
    }

    [Fact]
    public void A_hybrid_layer_rounds_its_input_to_8_bits_halves_away_from_zero()
    {
        // The step is 1, from -127 to 127 and from -128 to 127. A value one bit below a half is rounded down.
        float[] values = [0, 0.5f, -0.5f, 2.5f, -2.5f, 0.49999997f, 126.4f, -100.6f, 127, -127];
        var rounded = new float[values.Length];
        HybridRounding.Symmetric(values).Apply(values, rounded);
        Assert.Equal([0, 1, -1, 3, -3, 0, 126, -101, 127, -127], rounded);

        values[^1] = -128;
        var asymmetric = HybridRounding.Asymmetric(values);
        Assert.Equal(new HybridRounding(1, 1, 0, -128), asymmetric);
        asymmetric.Apply(values, rounded);
        Assert.Equal([0, 1, -1, 3, -3, 0, 126, -101, 127, -128], rounded);

        // From -1 to 3, a step is 4 / 255, and 0 is stored as -128 + 63.75, rounded to -64. So 0.5 is 31.875 steps, rounded to 32.
        Assert.Equal(-64, HybridRounding.Asymmetric([-1, 3]).ZeroPoint);
        HybridRounding.Asymmetric([-1, 3]).Apply([0.5f], rounded);
        Assert.Equal(32, rounded[0]);

        // The range always includes 0.
        Assert.Equal(new HybridRounding(3 / 255f, 1 / (3 / 255f), -128, -128), HybridRounding.Asymmetric([1, 3]));
        Assert.Equal(new HybridRounding(1, 1, 0, -128), HybridRounding.Asymmetric([0, 0]));
    }

    [Fact]
    public void SAME_padding_of_an_even_size_with_stride_two_puts_the_odd_column_at_the_end()
    {
        // The asymmetric padding (0, 1) of Keras: the first window starts at the first pixel, and the last extends past the end.
        var window = Windows.Create(new Nhwc(1, 1, 4, 1), 1, (1, 3), 2, Padding.Same);

        Assert.Equal((0, 0), (window.PaddingTop, window.PaddingLeft));
        Assert.Equal([1 + 20 + 300, 3 + 40], Convolve(window, [1, 10, 100], 0, ActivationRange.None, [1, 2, 3, 4]));
    }

    [Fact]
    public void VALID_padding_keeps_the_kernel_inside_the_image()
    {
        var window = Windows.Create(new Nhwc(1, 3, 3, 1), 1, (2, 2), 1, Padding.Valid);

        Assert.Equal([12, 16, 24, 28], Convolve(window, [1, 1, 1, 1], 0, ActivationRange.None));
    }

    [Fact]
    public void Dilation_spreads_the_kernel()
    {
        var window = Windows.Create(new Nhwc(1, 3, 3, 1), 1, (2, 2), 1, Padding.Valid, dilation: 2);

        Assert.Equal([1 + 3 + 7 + 9], Convolve(window, [1, 1, 1, 1], 0, ActivationRange.None));
    }

    [Fact]
    public void The_bias_is_added_and_the_activation_clamps()
    {
        var window = Windows.Create(new Nhwc(1, 3, 3, 1), 1, (1, 1), 1, Padding.Same);

        Assert.Equal([0, 0, 0, 1, 2, 3, 4, 5, 6], Convolve(window, [1], -3, new ActivationRange(0, 6)));
    }

    [Fact]
    public void A_depthwise_kernel_uses_only_its_own_channel()
    {
        // Two input channels with two outputs each: output o uses channel o / 2.
        var window = Windows.Create(new Nhwc(1, 1, 2, 2), 4, (1, 1), 1, Padding.Same);
        var output = new float[8];

        DepthwiseConvolution.Run(window, [1, 2, 3, 4], [1, 10, 1, 10], [0, 0, 0, 100], ActivationRange.None, output, (0, 1));

        Assert.Equal([1, 10, 2, 120, 3, 30, 4, 140], output);
    }

    [Fact]
    public void Pooling_ignores_pixels_outside()
    {
        var window = Windows.Create(new Nhwc(1, 3, 3, 1), 1, (2, 2), 2, Padding.Same);
        var (mean, largest) = (new float[4], new float[4]);

        Pooling.Average(window, Square, ActivationRange.None, mean);
        Pooling.Maximum(window, Square, float.NegativeInfinity, 8, largest);

        Assert.Equal([3, 4.5f, 7.5f, 9], mean);
        Assert.Equal([5, 6, 8, 8], largest);
    }

    [Fact]
    public void Integer_averages_round_halves_away_from_zero()
    {
        var window = Windows.Create(new Nhwc(1, 1, 2, 2), 2, (1, 2), 2, Padding.Same);
        var output = new sbyte[2];

        Pooling.Average(window, [1, -1, 2, -2], isUnsigned: false, (-128, 127), output);

        Assert.Equal([2, -2], output);
    }

    [Fact]
    public void Softmax_sums_to_one_and_handles_large_logits()
    {
        var output = new float[4];

        SoftmaxKernel.Run([1000, 1000 + MathF.Log(3), 0, 0], 2, 1, output);

        Assert.Equal([0.25f, 0.75f, 0.5f, 0.5f], output, (a, b) => Math.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void Padding_and_concatenation_move_elements()
    {
        var padded = new int[12];
        Movement.Pad<int>([1, 2], Strided.Extend([1, 2]), [0, 0, 0, 1, 1], Strided.Extend([3, 4]), 9, padded);
        Assert.Equal([9, 9, 9, 9, 9, 1, 2, 9, 9, 9, 9, 9], padded);

        var joined = new int[6];
        Movement.Interleave<int>([1, 2], 1, joined, 3, 0);
        Movement.Interleave<int>([3, 4, 5, 6], 2, joined, 3, 1);
        Assert.Equal([1, 3, 4, 2, 5, 6], joined);
    }

    [Theory]
    [InlineData(0.5, 3, 2)] // 1.5 and -1.5: TFLite's doubling high product rounds halves up
    [InlineData(0.5, -3, -1)]
    [InlineData(0.25, 5, 2)] // rounded twice: 2.5 to 3 in the product, 1.5 to 2 in the shift
    [InlineData(0.25, 6, 2)]
    [InlineData(1.0, 12345, 12345)]
    [InlineData(4.0, 100, 400)]
    [InlineData(0.001, 1_000_000, 1000)]
    [InlineData(1e-12, 1_000_000, 0)]
    [InlineData(0, 77, 0)]
    public void A_quantized_multiplier_is_the_rounded_product(double factor, int value, int expected) =>
        Assert.Equal(expected, new QuantizedMultiplier(factor).Apply(value));

    [Fact]
    public void A_quantized_multiplier_is_within_one_of_the_real_product()
    {
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var factor = Math.Exp((random.NextDouble() * 12) - 10);
            var value = random.Next(-1_000_000, 1_000_000);
            Assert.InRange(new QuantizedMultiplier(factor).Apply(value) - (factor * value), -1.001, 1.001);
        }
    }

    [Theory]
    [InlineData(0.25f, 2)] // 0.5 steps: away from zero
    [InlineData(-0.25f, 0)]
    [InlineData(1000f, 127)]
    [InlineData(float.NaN, 1)]
    public void Quantizing_rounds_halves_away_from_zero_and_saturates(float real, int expected) =>
        Assert.Equal(expected, AffineQuantization.Store(real, 0.5f, 1, -128, 127));

    private static float[] Convolve(SlidingWindow window, float[] kernel, float bias, ActivationRange activation, float[]? input = null)
    {
        var output = new float[window.OutputPixels];
        Convolution.Run(window, input ?? Square, kernel, [bias], activation, output, (0, window.OutputRows));
        return output;
    }
}
