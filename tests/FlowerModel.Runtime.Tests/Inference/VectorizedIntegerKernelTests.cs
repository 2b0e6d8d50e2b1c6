using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FlowerModel.Runtime.Inference.Kernels.Abstractions;
using FlowerModel.Runtime.Inference.Kernels.Arithmetic;
using FlowerModel.Runtime.Inference.Kernels.Reference;
using FlowerModel.Runtime.Inference.Kernels.Vectorized;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>Each vectorized int8 kernel returns the integers of the scalar kernel, for every vector width that this machine supports.</summary>
public class VectorizedIntegerKernelTests
{
    // Not widths, but groups of four bytes: by the machine's instructions where it has them, and always by their definition.
    private const int MachineQuads256 = 256;
    private const int MachineQuads128 = 128;
    private const int PortableQuads = 1;
    private const int PortableUnsignedQuads = 2;

    public static TheoryData<int> Widths()
    {
        var widths = new TheoryData<int> { 4 };
        if (Avx2.IsSupported) widths.Add(8);
        if (Avx512BW.IsSupported) widths.Add(16);
        widths.Add(PortableQuads);
        widths.Add(PortableUnsignedQuads);
        if (ByteQuads128.IsSupported) widths.Add(MachineQuads128);
        if (ByteQuads256.IsSupported) widths.Add(MachineQuads256);
        return widths;
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Convolutions_are_equal(int width)
    {
        foreach (var padding in new[] { Padding.Same, Padding.Valid })
        {
            foreach (var (batch, height, wide, inputs, outputs, kernel, stride, dilation) in new[]
            {
                (1, 5, 5, 3, 8, 3, 2, 1), (1, 7, 6, 16, 33, 1, 1, 1), (2, 4, 9, 5, 17, 1, 1, 1), (1, 9, 8, 6, 31, 3, 1, 2),
                (1, 6, 6, 4, 64, 2, 1, 1), (2, 5, 7, 7, 1, 3, 2, 1), (1, 1, 1, 2, 3, 1, 1, 1), (1, 13, 11, 24, 96, 1, 1, 1),
                (1, 4, 5, 9, 40, 1, 2, 1),
            })
            {
                var window = Windows.Create(new Nhwc(batch, height, wide, inputs), outputs, (kernel, kernel), stride, padding, dilation);
                Compare(
                    width, window, outputs * kernel * kernel * inputs, Halves.Up,
                    (kernels, weights, bias, rule) => kernels.Convolution(window, weights, bias, rule));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Depthwise_convolutions_are_equal(int width)
    {
        foreach (var (window, kernel, outputs) in Windows.Depthwise())
        {
            Compare(
                width, window, kernel * kernel * outputs, Halves.AwayFromZero,
                (kernels, weights, bias, rule) => kernels.DepthwiseConvolution(window, weights, bias, rule));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Fully_connected_layers_are_equal(int width)
    {
        foreach (var (rows, inputs, outputs) in new[] { (1, 1280, 5), (1, 7, 100), (6, 3, 3), (13, 100, 18), (1, 1, 1), (5, 64, 64) })
        {
            var window = Windows.Create(new Nhwc(rows, 1, 1, inputs), outputs, (1, 1), 1, Padding.Same);
            Compare(
                width, window, outputs * inputs, Halves.Up,
                (kernels, weights, bias, rule) => kernels.FullyConnected(rows, weights, bias, rule));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Additions_are_equal(int width)
    {
        var random = new Random(4);
        var (first, second) = (Bytes(random, 1003), Bytes(random, 1003));
        foreach (var (one, two, result) in new[] { (0.03f, 0.011f, 0.04f), (0.5f, 0.001f, 0.5f), (0.02f, 0.02f, 0.02f), (1f, 1f, 0.0001f) })
        {
            var rule = new QuantizedSum((one, 5), (two, -128), (result, 17), (-100, 127));
            var (expected, actual) = (new sbyte[first.Length], new sbyte[first.Length]);

            new ReferenceIntegerKernels().Add(first, second, expected, rule);
            Kernels(width).Add(first, second, actual, rule);

            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Quantized_floats_are_equal(int width)
    {
        var random = new Random(5);
        float[] values =
        [
            float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, -0f, 0.25f, -0.25f, 0.75f, -0.75f,
            0.24999999f, -0.24999999f, 64, -64, 63.75f, -63.75f, .. Enumerable.Range(0, 1000).Select(_ => (random.NextSingle() - 0.5f) * 140),
            .. Enumerable.Range(-300, 600).Select(i => i * 0.25f),
        ];
        foreach (var scale in new[] { 0.5f, 2 / 255f, 0.03f })
        {
            foreach (var (zeroPoint, lowest) in new[] { (0, -128), (-128, -128), (127, -128), (0, 0), (128, 0), (255, 0) })
            {
                float[] halves = [.. values, .. Enumerable.Range(-512, 1024).Select(i => i / 2f * scale)];
                var (expected, actual) = (new byte[halves.Length], new byte[halves.Length]);

                new ReferenceIntegerKernels().Quantize(halves, scale, zeroPoint, lowest, expected);
                Kernels(width).Quantize(halves, scale, zeroPoint, lowest, actual);

                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Computing_in_parts_equals_computing_at_once()
    {
        var random = new Random(9);
        var window = Windows.Create(new Nhwc(1, 11, 13, 20), 24, (3, 3), 1, Padding.Same);
        var layer = Kernels(4).Convolution(window, Weights(random, 24 * 9 * 20), Bias(random, 24), Rule(random, 24, Halves.Up));
        var input = Bytes(random, 11 * 13 * 20);
        var whole = new sbyte[11 * 13 * 24];
        layer.Run(input, whole, new byte[layer.ScratchBytes], Part.Whole);

        for (var count = 1; count <= Math.Min(layer.MaxParts, 7); count++)
        {
            var parts = new sbyte[whole.Length];
            for (var i = 0; i < count; i++) layer.Run(input, parts, new byte[layer.ScratchBytes], new Part(i, count));
            Assert.Equal(whole, parts);
        }
    }

    private delegate PreparedLayer<sbyte> Prepare(IntegerKernels kernels, ReadOnlyMemory<byte> weights, int[] bias, Requantization rule);

    private static void Compare(int width, SlidingWindow window, int weightCount, Halves halves, Prepare prepare)
    {
        var random = new Random(weightCount);
        var input = Bytes(random, window.Input.Batch * window.Input.Height * window.Input.Width * window.Input.Channels);
        var (weights, bias) = (Weights(random, weightCount), Bias(random, window.Output.Channels));
        var rule = Rule(random, window.Output.Channels, halves);

        Assert.Equal(
            Run(prepare(new ReferenceIntegerKernels(), weights, bias, rule), input, window),
            Run(prepare(Kernels(width), weights, bias, rule), input, window));
    }

    private static sbyte[] Run(PreparedLayer<sbyte> layer, sbyte[] input, SlidingWindow window)
    {
        var output = new sbyte[window.OutputPixels * window.Output.Channels];
        var scratch = new byte[layer.ScratchBytes];
        Array.Fill(scratch, (byte)0x5A);
        layer.Run(input, output, scratch, Part.Whole);
        return output;
    }

    private static IntegerKernels Kernels(int width) => width switch
    {
        MachineQuads256 => new VectorizedIntegerKernels<IntegerSimd256, Vector256<int>, ByteQuads256>(new ReferenceIntegerKernels()),
        MachineQuads128 => new VectorizedIntegerKernels<IntegerSimd128, Vector128<int>, ByteQuads128>(new ReferenceIntegerKernels()),
        PortableUnsignedQuads => new VectorizedIntegerKernels<IntegerSimd128, Vector128<int>, UnsignedQuads>(new ReferenceIntegerKernels()),
        PortableQuads => new VectorizedIntegerKernels<IntegerSimd128, Vector128<int>, SignedQuads>(new ReferenceIntegerKernels()),
        16 => new VectorizedIntegerKernels<IntegerSimd512, Vector512<int>, WordPairs<IntegerSimd512, Vector512<int>>>(new ReferenceIntegerKernels()),
        8 => new VectorizedIntegerKernels<IntegerSimd256, Vector256<int>, WordPairs<IntegerSimd256, Vector256<int>>>(new ReferenceIntegerKernels()),
        _ => new VectorizedIntegerKernels<IntegerSimd128, Vector128<int>, WordPairs<IntegerSimd128, Vector128<int>>>(new ReferenceIntegerKernels()),
    };

    /// <summary>Typical factors and unusual ones: 0, greater than 1, and powers of two, which cause many halves.</summary>
    private static Requantization Rule(Random random, int channels, Halves halves)
    {
        var multipliers = new QuantizedMultiplier[channels];
        for (var c = 0; c < channels; c++)
        {
            multipliers[c] = new QuantizedMultiplier((c % 5) switch
            {
                0 => Math.ScaleB(1, -random.Next(0, 12)),
                1 => c % 10 == 1 ? 0 : random.NextDouble() * 4,
                _ => random.NextDouble() / 100,
            });
        }

        return new Requantization(random.Next(-128, 128), random.Next(2) * random.Next(-128, 128), multipliers, halves, random.Next(-128, 128), -120, 127);
    }

    private static int[] Bias(Random random, int count)
    {
        var bias = new int[count];
        for (var i = 0; i < count; i++) bias[i] = i % 7 == 6 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-20000, 20000);
        return bias;
    }

    private static ReadOnlyMemory<byte> Weights(Random random, int count) => MemoryMarshal.AsBytes<sbyte>(Bytes(random, count)).ToArray();

    private static sbyte[] Bytes(Random random, int count)
    {
        var bytes = new sbyte[count];
        random.NextBytes(MemoryMarshal.AsBytes(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>Groups of four signed bytes, as the dot product of Arm64.</summary>
    private readonly struct SignedQuads : IInputGroups<Vector128<int>>
    {
        public static int Size => 4;

        public static int InputOffset => 0;

        public static Vector128<int> MultiplyAdd(Vector128<int> inputs, Vector128<int> weights, Vector128<int> sum)
        {
            var result = sum;
            for (var i = 0; i < 16; i++) result = result.WithElement(i / 4, result[i / 4] + (inputs.AsSByte()[i] * weights.AsSByte()[i]));
            return result;
        }

        public static void Group(ReadOnlySpan<sbyte> inputs, Span<int> groups) => inputs.CopyTo(MemoryMarshal.Cast<int, sbyte>(groups));
    }

    /// <summary>Groups of four bytes, the inputs unsigned, as x86 with AVX-VNNI.</summary>
    private readonly struct UnsignedQuads : IInputGroups<Vector128<int>>
    {
        public static int Size => 4;

        public static int InputOffset => 128;

        public static Vector128<int> MultiplyAdd(Vector128<int> inputs, Vector128<int> weights, Vector128<int> sum)
        {
            var result = sum;
            for (var i = 0; i < 16; i++) result = result.WithElement(i / 4, result[i / 4] + (inputs.AsByte()[i] * weights.AsSByte()[i]));
            return result;
        }

        public static void Group(ReadOnlySpan<sbyte> inputs, Span<int> groups)
        {
            var bytes = MemoryMarshal.Cast<int, byte>(groups);
            for (var i = 0; i < inputs.Length; i++) bytes[i] = (byte)(inputs[i] + 128);
        }
    }
}
