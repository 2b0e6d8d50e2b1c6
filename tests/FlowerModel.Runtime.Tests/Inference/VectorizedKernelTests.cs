using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>
/// Every width of vector that this machine has, against the scalar reference, bit for bit, over sizes that do and do not divide. What the
/// reference computes is checked by <see cref="ReferenceKernelTests"/> and against TensorFlow Lite.
/// </summary>
public class VectorizedKernelTests
{
    private static readonly ActivationRange Relu6 = new(0, 6);

    public static TheoryData<int> Widths
    {
        get
        {
            var widths = new TheoryData<int> { 4 };
            if (Fma.IsSupported) widths.Add(8);
            if (Avx512F.IsSupported) widths.Add(16);
            return widths;
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Pointwise_convolutions_agree(int width)
    {
        foreach (var (height, wide, inputs, outputs) in new[]
        {
            (1, 1, 1, 1), (1, 5, 3, 7), (2, 3, 16, 16), (7, 7, 33, 24), (5, 4, 8, 31), (14, 14, 96, 64), (3, 3, 17, 33), (9, 11, 5, 48),
            (1, 6, 4100, 5), (13, 1, 2, 100), (1, 7, 65, 8), (4, 2, 31, 12), (3, 3, 40, 16), (1, 4, 19, 41),
            (15, 16, 70, 40), (1, 217, 9, 33), (5, 43, 400, 65),
        })
        {
            var window = Windows.Create(new Nhwc(1, height, wide, inputs), outputs, (1, 1), 1, Padding.Same);
            Compare(width, window, outputs * inputs, (kernels, weights, bias) => kernels.Convolution(window, weights, bias, Relu6));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Convolutions_agree(int width)
    {
        foreach (var padding in new[] { Padding.Same, Padding.Valid })
        {
            foreach (var (batch, height, wide, inputs, outputs, kernel, stride, dilation) in new[]
            {
                (1, 8, 8, 3, 32, 3, 2, 1), (1, 7, 9, 3, 5, 3, 1, 1), (2, 5, 6, 4, 20, 3, 2, 1), (1, 9, 8, 2, 33, 3, 1, 2),
                (1, 6, 6, 7, 8, 5, 1, 1), (1, 5, 5, 1, 1, 1, 2, 1), (1, 4, 5, 6, 9, 2, 3, 1), (3, 3, 3, 2, 17, 3, 1, 1),
                (2, 33, 41, 3, 35, 3, 2, 1), (1, 9, 30, 5, 6, 3, 1, 1), (1, 8, 9, 1, 4, 3, 2, 1),
            })
            {
                var window = Windows.Create(new Nhwc(batch, height, wide, inputs), outputs, (kernel, kernel), stride, padding, dilation);
                var depth = kernel * kernel * inputs;
                Compare(
                    width, window, outputs * depth, (kernels, weights, bias) => kernels.Convolution(window, weights, bias, Relu6));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Depthwise_convolutions_agree(int width)
    {
        foreach (var (window, kernel, outputs) in Windows.Depthwise())
        {
            Compare(
                width,
                window,
                kernel * kernel * outputs,
                (kernels, weights, bias) => kernels.DepthwiseConvolution(window, weights, bias, Relu6));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Fully_connected_layers_agree(int width)
    {
        foreach (var (rows, inputs, outputs) in new[] { (1, 1280, 5), (1, 7, 1000), (6, 3, 3), (13, 100, 18), (1, 1, 1), (5, 64, 64) })
        {
            var window = Windows.Create(new Nhwc(rows, 1, 1, inputs), outputs, (1, 1), 1, Padding.Same);
            Compare(
                width, window, outputs * inputs, (kernels, weights, bias) => kernels.FullyConnected(rows, weights, bias, Relu6));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Sums_and_means_agree(int width)
    {
        var (fast, reference, random) = (Kernels(width), new ReferenceKernels(), new Random(3));
        foreach (var channels in new[] { 1, 15, 16, 37, 320 })
        {
            var shape = new Nhwc(2, 3, 5, channels);
            var (first, second) = (Noise(random, 30 * channels), Noise(random, 30 * channels));
            var (sums, expectedSums) = (new float[first.Length], new float[first.Length]);
            var (means, expectedMeans) = (new float[2 * channels], new float[2 * channels]);

            fast.Add(first, second, sums, Relu6);
            reference.Add(first, second, expectedSums, Relu6);
            fast.SpatialMean(first, shape, means);
            reference.SpatialMean(first, shape, expectedMeans);

            AssertSameBits(expectedSums, sums, $"{shape} with {width} lanes");
            AssertSameBits(expectedMeans, means, $"{shape} with {width} lanes");
        }
    }

    [Fact]
    public void Computing_in_parts_equals_computing_at_once_bit_for_bit()
    {
        var random = new Random(9);
        var window = Windows.Create(new Nhwc(1, 11, 13, 20), 24, (3, 3), 1, Padding.Same);
        var (input, weights, bias) = (Noise(random, 11 * 13 * 20), Noise(random, 24 * 9 * 20), Noise(random, 24));
        var layer = Kernels(4).Convolution(window, weights, bias, Relu6);
        var whole = new float[11 * 13 * 24];
        layer.Run(input, whole, new byte[layer.ScratchBytes], Part.Whole);

        for (var count = 1; count <= Math.Min(layer.MaxParts, 7); count++)
        {
            var parts = new float[whole.Length];
            for (var i = 0; i < count; i++) layer.Run(input, parts, new byte[layer.ScratchBytes], new Part(i, count));
            Assert.Equal(whole, parts);
        }
    }

    private static void Compare(
        int width, SlidingWindow window, int weightCount, Func<FloatKernels, float[], float[], PreparedLayer<float>> prepare)
    {
        var random = new Random(weightCount);
        var (input, weights, bias) = (
            Noise(random, window.Input.Batch * window.Input.Height * window.Input.Width * window.Input.Channels),
            Noise(random, weightCount),
            Noise(random, window.Output.Channels));
        var expected = Run(prepare(new ReferenceKernels(), weights, bias), input, window);
        var actual = Run(prepare(Kernels(width), weights, bias), input, window);

        AssertSameBits(expected, actual, $"{window} with {width} lanes");
        foreach (var parts in new[] { 2, 3, 8 })
            AssertSameBits(expected, Run(prepare(Kernels(width), weights, bias), input, window, parts), $"{window} with {width} lanes in {parts} parts");
    }

    private static float[] Run(PreparedLayer<float> layer, float[] input, SlidingWindow window, int parts = 1)
    {
        var output = new float[window.OutputPixels * window.Output.Channels];
        Array.Fill(output, float.NaN);
        parts = Math.Min(parts, layer.MaxParts);
        for (var i = 0; i < parts; i++) layer.Run(input, output, new byte[layer.ScratchBytes], new Part(i, parts));
        return output;
    }

    private static void AssertSameBits(float[] expected, float[] actual, string what)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]),
                $"{what}, element {i}: {expected[i]:G9} by the reference, {actual[i]:G9}");
        }
    }

    private static FloatKernels Kernels(int width) => width switch
    {
        16 => new VectorizedKernels<Simd512, Vector512<float>>(),
        8 => new VectorizedKernels<Simd256, Vector256<float>>(),
        _ => new VectorizedKernels<Simd128, Vector128<float>>(),
    };

    private static float[] Noise(Random random, int count)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan()) value = (random.NextSingle() * 2) - 1;
        return values;
    }
}
