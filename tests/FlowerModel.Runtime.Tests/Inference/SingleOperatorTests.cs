using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>
/// Each operator alone, in a model with one input that all operators read and one output each, here and in the TensorFlow Lite
/// C library with its own kernels.
/// </summary>
public class SingleOperatorTests
{
    private static readonly int[] InputShape = [1, 7, 8, 6];

    private static readonly FullyConnectedOptions Dense = new(FusedActivation.None, 0, false, false);
    private static readonly FullyConnectedOptions DenseRelu = new(FusedActivation.Relu, 0, false, false);

    [Fact]
    public void Float_operators_give_what_TensorFlow_Lite_gives()
    {
        var random = new Random(11);
        var builder = new ModelBuilder();
        var input = builder.Float(InputShape);
        var outputs = new List<(string Name, int Tensor, int Count)>();

        Add(
            "conv same", BuiltinOperator.Conv2D, Conv(Padding.Same, 2, 1, FusedActivation.Relu6),
            [input, Weights(9, 3, 3, 6), Weights(9)], 1, 4, 4, 9);
        Add(
            "conv valid", BuiltinOperator.Conv2D, Conv(Padding.Valid, 1, 2, FusedActivation.None),
            [input, Weights(17, 3, 3, 6), Weights(17)], 1, 3, 4, 17);
        Add(
            "conv pointwise", BuiltinOperator.Conv2D, Conv(Padding.Same, 1, 1, FusedActivation.Relu),
            [input, Weights(33, 1, 1, 6), Weights(33)], 1, 7, 8, 33);
        Add(
            "depthwise", BuiltinOperator.DepthwiseConv2D, Depthwise(Padding.Same, 2, 1),
            [input, Weights(1, 3, 3, 6), Weights(6)], 1, 4, 4, 6);
        Add(
            "multiplier", BuiltinOperator.DepthwiseConv2D, Depthwise(Padding.Valid, 1, 2),
            [input, Weights(1, 3, 3, 12), Weights(12)], 1, 5, 6, 12);
        Add("average", BuiltinOperator.AveragePool2D, Pool(Padding.Same, 2, 3), [input], 1, 4, 4, 6);
        Add("max", BuiltinOperator.MaxPool2D, Pool(Padding.Valid, 2, 2), [input], 1, 3, 4, 6);
        Add("add", BuiltinOperator.Add, new AddOptions(FusedActivation.Relu), [input, input], InputShape);
        Add("add channel", BuiltinOperator.Add, new AddOptions(FusedActivation.None), [input, Weights(6)], InputShape);
        Add("mul column", BuiltinOperator.Mul, new MulOptions(FusedActivation.None), [input, Weights(1, 7, 1, 6)], InputShape);
        Add("sub scalar", BuiltinOperator.Sub, new SubOptions(FusedActivation.ReluN1To1), [input, Weights(1)], InputShape);
        Add("mean hw", BuiltinOperator.Mean, new ReducerOptions(false), [input, builder.Constant([1, 2], 2)], 1, 6);
        Add("mean c", BuiltinOperator.Mean, new ReducerOptions(true), [input, builder.Constant([-1], 1)], 1, 7, 8, 1);
        Add("pad", BuiltinOperator.Pad, null, [input, builder.Constant([0, 0, 1, 0, 0, 2, 1, 1], 4, 2)], 1, 8, 10, 8);
        Add("reshape", BuiltinOperator.Reshape, new ReshapeOptions([56, 6]), [input, builder.Constant([56, 6], 2)], 56, 6);
        Add("squeeze", BuiltinOperator.Squeeze, new SqueezeOptions([0]), [input], 7, 8, 6);
        Add("join", BuiltinOperator.Concatenation, new ConcatenationOptions(2, FusedActivation.None), [input, input], 1, 7, 16, 6);
        Add("softmax", BuiltinOperator.Softmax, new SoftmaxOptions(1.5f), [input], InputShape);
        Add("logistic", BuiltinOperator.Logistic, null, [input], InputShape);
        Add("tanh", BuiltinOperator.Tanh, null, [input], InputShape);
        Add("relu", BuiltinOperator.Relu, null, [input], InputShape);
        Add("relu6", BuiltinOperator.Relu6, null, [input], InputShape);
        Add("relu1", BuiltinOperator.ReluN1To1, null, [input], InputShape);
        Add("dense", BuiltinOperator.FullyConnected, Dense, [input, Weights(5, 6), Weights(5)], 56, 5);
        Add("no bias", BuiltinOperator.FullyConnected, DenseRelu, [input, Weights(3, 336), -1], 1, 3);

        var file = ModelWriter.Write(builder.Build([input], [.. outputs.Select(output => output.Tensor)]));
        var values = Noise(random, 336, 8);
        var expected = MemoryMarshal.Cast<byte, float>(Oracle.Run(file, MemoryMarshal.AsBytes<float>(values).ToArray())).ToArray();
        foreach (var options in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true } })
        {
            var actual = new float[expected.Length];
            new Interpreter(ModelReader.Read(file), options).Run(values, actual);
            AssertAgree(outputs, expected, actual, (there, here) => Math.Abs(there - here) <= 2e-5 + (1e-6 * Math.Abs(there)));
        }

        void Add(string name, BuiltinOperator code, OperatorOptions? options, int[] inputs, params int[] shape)
        {
            var output = builder.Float(shape);
            builder.Operator(code, options, inputs, output);
            outputs.Add((name, output, shape.Aggregate(1, (product, side) => product * side)));
        }

        int Weights(params int[] shape) => builder.Constant(Noise(random, shape.Aggregate(1, (product, side) => product * side), 1), shape);
    }

    /// <summary>Layers of dynamic-range models: the library multiplies integers there, after rounding the input by its own range.</summary>
    [Theory]
    [InlineData(-3, 4)]
    [InlineData(0, 6)] // as after RELU6
    [InlineData(1, 2)] // the range is that of the values and 0
    [InlineData(0, 0)]
    public void Hybrid_operators_give_what_TensorFlow_Lite_gives_bit_for_bit(float lowest, float highest)
    {
        var random = new Random(14);
        var builder = new ModelBuilder();
        var input = builder.Float(2, 7, 8, 6);
        var outputs = new List<(string Name, int Tensor, int Count)>();

        Add("depthwise", BuiltinOperator.DepthwiseConv2D, Depthwise(Padding.Same, 2, 1), 3, [1, 3, 3, 6], [2, 4, 4, 6], 6);
        Add("conv", BuiltinOperator.Conv2D, Conv(Padding.Same, 2, 1, FusedActivation.Relu6), 0, [9, 3, 3, 6], [2, 4, 4, 9], 5);
        Add("conv pointwise", BuiltinOperator.Conv2D, Conv(Padding.Same, 1, 1, FusedActivation.None), 0, [33, 1, 1, 6], [2, 7, 8, 33], 5);
        Add("conv one scale", BuiltinOperator.Conv2D, Conv(Padding.Valid, 1, 1, FusedActivation.None), null, [5, 3, 3, 6], [2, 5, 6, 5], 2);
        Add("dense symmetric", BuiltinOperator.FullyConnected, Dense, null, [5, 336], [2, 5], 3);
        Add("dense", BuiltinOperator.FullyConnected, Dense with { AsymmetricQuantizeInputs = true }, null, [5, 336], [2, 5], 9);

        var file = ModelWriter.Write(builder.Build([input], [.. outputs.Select(output => output.Tensor)]));
        float[] values = [.. Enumerable.Range(0, 2 * 336).Select(i => (lowest + (random.NextSingle() * (highest - lowest))) * (i < 336 ? 1 : 3))];
        var expected = MemoryMarshal.Cast<byte, float>(Oracle.Run(file, MemoryMarshal.AsBytes<float>(values).ToArray())).ToArray();
        foreach (var options in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true }, new() { Threads = 2 } })
        {
            var actual = new float[expected.Length];
            new Interpreter(ModelReader.Read(file), options).Run(values, actual);
            AssertAgree(outputs, expected, actual, (there, here) => there == here);
        }

        void Add(string name, BuiltinOperator code, OperatorOptions options, int? channelDimension, int[] kernel, int[] shape, int version)
        {
            var channels = shape[^1];
            float[] scales = [.. Enumerable.Range(0, channelDimension is null ? 1 : channels).Select(_ => 0.004f + (random.NextSingle() * 0.01f))];
            sbyte[] stored = [.. Enumerable.Range(0, kernel.Aggregate(1, (product, side) => product * side)).Select(_ => (sbyte)random.Next(-127, 128))];
            var weights = builder.Constant(
                TensorType.Int8, stored, new Quantization(scales, new long[scales.Length], channelDimension ?? 0), kernel);
            var output = builder.Float(shape);
            builder.Operator(code, options, [input, weights, builder.Constant(Noise(random, channels, 1), channels)], output, version);
            outputs.Add((name, output, shape.Aggregate(1, (product, side) => product * side)));
        }
    }

    [Fact]
    public void Integer_operators_give_what_TensorFlow_Lite_gives_bit_for_bit()
    {
        var random = new Random(12);
        var builder = new ModelBuilder();
        var real = new Quantization(0.03f, 5);
        var input = builder.Values(TensorType.Int8, real, InputShape);
        var outputs = new List<(string Name, int Tensor, int Count)>();

        Layer("conv same", BuiltinOperator.Conv2D, Conv(Padding.Same, 2, 1, FusedActivation.Relu6), 0, [9, 3, 3, 6], 0.05f, [1, 4, 4, 9]);
        Layer("conv valid", BuiltinOperator.Conv2D, Conv(Padding.Valid, 1, 2, FusedActivation.None), 0, [7, 3, 3, 6], 0.2f, [1, 3, 4, 7]);
        Layer("depthwise", BuiltinOperator.DepthwiseConv2D, Depthwise(Padding.Same, 2, 1), 3, [1, 3, 3, 6], 0.1f, [1, 4, 4, 6]);
        Layer("multiplier", BuiltinOperator.DepthwiseConv2D, Depthwise(Padding.Valid, 1, 2), 3, [1, 3, 3, 12], 0.1f, [1, 5, 6, 12]);
        Layer("dense", BuiltinOperator.FullyConnected, DenseRelu, -1, [5, 336], 0.3f, [1, 5], 4);
        Add("average", BuiltinOperator.AveragePool2D, Pool(Padding.Same, 2, 3), [input], real, 2, 1, 4, 4, 6);
        Add("max", BuiltinOperator.MaxPool2D, Pool(Padding.Valid, 2, 2), [input], real, 2, 1, 3, 4, 6);
        Add(
            "add", BuiltinOperator.Add, new AddOptions(FusedActivation.None),
            [input, Constant(0.011f, -3, 1, 7, 8, 6)], new(0.04f, -7), 2, InputShape);
        Add(
            "add channel", BuiltinOperator.Add, new AddOptions(FusedActivation.Relu),
            [input, Constant(0.05f, 0, 6)], new(0.06f, 1), 2, InputShape);
        Add(
            "mul", BuiltinOperator.Mul, new MulOptions(FusedActivation.None),
            [input, Constant(0.02f, 9, 1, 7, 8, 6)], new(0.07f, 2), 2, InputShape);
        Add("mean", BuiltinOperator.Mean, new ReducerOptions(true), [input, builder.Constant([1, 2], 2)], new(0.01f, -20), 2, 1, 1, 1, 6);
        Add("mean dropped", BuiltinOperator.Mean, new ReducerOptions(false), [input, builder.Constant([1, 2], 2)], new(0.02f, 3), 2, 1, 6);
        Add("mean same scale", BuiltinOperator.Mean, new ReducerOptions(true), [input, builder.Constant([1, 2], 2)], real, 2, 1, 1, 1, 6);
        Add("mean channels", BuiltinOperator.Mean, new ReducerOptions(true), [input, builder.Constant([3], 1)], new(0.02f, 3), 2, 1, 7, 8, 1);
        Add("pad", BuiltinOperator.Pad, null, [input, builder.Constant([0, 0, 1, 0, 0, 2, 1, 1], 4, 2)], real, 2, 1, 8, 10, 8);
        Add("reshape", BuiltinOperator.Reshape, new ReshapeOptions([56, 6]), [input, builder.Constant([56, 6], 2)], real, 1, 56, 6);
        Add(
            "join", BuiltinOperator.Concatenation, new ConcatenationOptions(-1, FusedActivation.None),
            [input, input], real, 2, 1, 7, 8, 12);
        Add("softmax", BuiltinOperator.Softmax, new SoftmaxOptions(1), [input], new(1 / 256f, -128), 2, InputShape);
        Add("sharp softmax", BuiltinOperator.Softmax, new SoftmaxOptions(3), [input], new(1 / 256f, -128), 2, InputShape);
        Add("logistic", BuiltinOperator.Logistic, null, [input], new(1 / 256f, -128), 2, InputShape);
        Add("tanh", BuiltinOperator.Tanh, null, [input], new(1 / 128f, 0), 2, InputShape);
        Add("relu", BuiltinOperator.Relu, null, [input], new(0.02f, -128), 2, InputShape);
        Add("relu6", BuiltinOperator.Relu6, null, [input], new(6 / 255f, -128), 2, InputShape);
        Add("requantize", BuiltinOperator.Quantize, null, [input], new(0.05f, -11), 2, InputShape);

        var file = ModelWriter.Write(builder.Build([input], [.. outputs.Select(output => output.Tensor)]));
        var values = new byte[336];
        random.NextBytes(values);
        var expected = Oracle.Run(file, values);
        var actual = new byte[expected.Length];
        new Interpreter(ModelReader.Read(file)).Run(values, actual);
        AssertAgree(outputs, Signed(expected), Signed(actual), (there, here) => there == here);

        static sbyte[] Signed(byte[] bytes) => Array.ConvertAll(bytes, value => (sbyte)value);

        void Layer(
            string name,
            BuiltinOperator code,
            OperatorOptions options,
            int channelDimension,
            int[] kernel,
            float scale,
            int[] shape,
            int version = 3)
        {
            var channels = shape[^1];
            var scales = channelDimension < 0
                ? new float[] { 0.01f }
                : [.. Enumerable.Range(0, channels).Select(_ => 0.004f + (random.NextSingle() * 0.01f))];
            var weights = builder.Constant(
                TensorType.Int8, Bytes(kernel), new Quantization(scales, new long[scales.Length], Math.Max(0, channelDimension)), kernel);
            var bias = builder.Constant(
                TensorType.Int32,
                [.. Enumerable.Range(0, channels).Select(_ => random.Next(-2000, 2000))],
                new Quantization([.. scales.Select(kernelScale => kernelScale * real.Scale)], new long[scales.Length], 0),
                channels);
            Add(name, code, options, [input, weights, bias], new Quantization(scale, -4), version, shape);
        }

        void Add(
            string name,
            BuiltinOperator code,
            OperatorOptions? options,
            int[] inputs,
            Quantization quantization,
            int version,
            params int[] shape)
        {
            var output = builder.Values(TensorType.Int8, quantization, shape);
            builder.Operator(code, options, inputs, output, version);
            outputs.Add((name, output, shape.Aggregate(1, (product, side) => product * side)));
        }

        int Constant(float scale, long zeroPoint, params int[] shape) =>
            builder.Constant(TensorType.Int8, Bytes(shape), new Quantization(scale, zeroPoint), shape);

        sbyte[] Bytes(int[] shape) =>
            [.. Enumerable.Range(0, shape.Aggregate(1, (product, side) => product * side)).Select(_ => (sbyte)random.Next(-127, 128))];
    }

    /// <summary>Results that lie one behind the other, element by element.</summary>
    private static void AssertAgree<T>(List<(string Name, int Tensor, int Count)> outputs, T[] expected, T[] actual, Func<T, T, bool> agree)
    {
        var at = 0;
        foreach (var (name, _, count) in outputs)
        {
            for (var i = 0; i < count; i++, at++)
                Assert.True(agree(expected[at], actual[at]), $"{name}, element {i}: {expected[at]} there, {actual[at]} here");
        }

        Assert.Equal(expected.Length, at);
    }

    /// <summary>The samples of an image lie on halves of the scale 2/255: which way those go decides a model's first tensor.</summary>
    [Theory]
    [InlineData(TensorType.Int8, 2 / 255f, -1)]
    [InlineData(TensorType.UInt8, 2 / 255f, 127)]
    [InlineData(TensorType.Int8, 0.03f, 5)]
    public void Real_numbers_are_quantized_as_TensorFlow_Lite_quantizes_them_bit_for_bit(TensorType type, float scale, long zeroPoint)
    {
        float[] values =
        [
            .. Enumerable.Range(0, 256).Select(sample => (sample / 127.5f) - 1),
            .. Enumerable.Range(0, 256).Select(sample => (sample - 127.5f) / 127.5f),
            .. Enumerable.Range(-300, 601).Select(i => i / 2f * scale),
            .. Noise(new Random(13), 999, 5),
        ];
        var builder = new ModelBuilder();
        var input = builder.Float(values.Length);
        var output = builder.Values(type, new Quantization(scale, zeroPoint), values.Length);
        var file = ModelWriter.Write(builder.Operator(BuiltinOperator.Quantize, null, [input], output).Build([input], [output]));
        var bytes = MemoryMarshal.AsBytes<float>(values).ToArray();

        var expected = NativeTflite.Run(file, bytes);

        foreach (var options in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true } })
        {
            var actual = new byte[expected.Length];
            new Interpreter(ModelReader.Read(file), options).Run(bytes, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Quantizing_and_back_gives_the_bytes_of_TensorFlow_Lite()
    {
        // Steps of 0.25 with scales of 0.5 are halves, which go away from zero; then noise, and numbers out of range.
        float[] values =
        [
            .. Enumerable.Range(-400, 800).Select(i => i * 0.25f), .. Noise(new Random(13), 800, 70), 1e6f, -1e6f, -0f, 0.49999997f,
        ];
        var builder = new ModelBuilder();
        var input = builder.Float(1, values.Length);
        Quantization coarse = new(0.5f, 3), fine = new(0.0078431377f, -1);
        var signed = Quantized(input, TensorType.Int8, coarse);
        var unsigned = Quantized(input, TensorType.UInt8, new Quantization(0.5f, 128));
        int[] outputs =
        [
            signed,
            unsigned,
            Quantized(input, TensorType.Int8, fine),
            Quantized(unsigned, TensorType.Int8, new Quantization(0.5f, 0)),
            Quantized(signed, TensorType.UInt8, new Quantization(0.3f, 100)),
            Real(signed),
            Real(unsigned),
        ];
        var file = ModelWriter.Write(builder.Build([input], outputs));
        var expected = Oracle.Run(file, MemoryMarshal.AsBytes<float>(values).ToArray());
        foreach (var options in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true } })
        {
            var actual = new byte[expected.Length];
            new Interpreter(ModelReader.Read(file), options).Run(MemoryMarshal.AsBytes<float>(values), actual);
            Assert.Equal(expected, actual);
        }

        int Quantized(int from, TensorType type, Quantization quantization)
        {
            var output = builder.Values(type, quantization, 1, values.Length);
            builder.Operator(BuiltinOperator.Quantize, null, [from], output, version: 2);
            return output;
        }

        int Real(int from)
        {
            var output = builder.Float(1, values.Length);
            builder.Operator(BuiltinOperator.Dequantize, null, [from], output, version: 2);
            return output;
        }
    }

    private static Conv2DOptions Conv(Padding padding, int stride, int dilation, FusedActivation activation) =>
        new(padding, stride, stride, activation, dilation, dilation);

    private static DepthwiseConv2DOptions Depthwise(Padding padding, int stride, int multiplier) =>
        new(padding, stride, stride, multiplier, FusedActivation.None);

    private static Pool2DOptions Pool(Padding padding, int stride, int size) =>
        new(padding, stride, stride, size, size, FusedActivation.None);

    private static float[] Noise(Random random, int count, float reach)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan()) value = ((random.NextSingle() * 2) - 1) * reach;
        return values;
    }
}
