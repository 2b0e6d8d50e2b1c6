using FlowerModel.Runtime.Inference;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>
/// A model of one int8 operator with one input of [1, 7, 8, 6], compared bit for bit with the TensorFlow Lite C library with its own kernels.
/// </summary>
internal sealed class Int8Operator
{
    private readonly Random random = new(12);
    private readonly ModelBuilder builder = new();

    public Int8Operator()
        : this(InputQuantization)
    {
    }

    /// <param name="input">Scale and zero point of <see cref="Input"/>.</param>
    public Int8Operator(Quantization input) => Input = builder.Values(TensorType.Int8, input, FloatOperator.InputShape);

    /// <summary>Scale and zero point of <see cref="Input"/> by default.</summary>
    public static Quantization InputQuantization { get; } = new(0.03f, 5);

    /// <summary>Index of the input tensor.</summary>
    public int Input { get; }

    /// <summary>Adds a constant of random int8 numbers.</summary>
    public int Constant(float scale, long zeroPoint, params int[] shape) =>
        builder.Constant(TensorType.Int8, Samples.Bytes(random, shape), new Quantization(scale, zeroPoint), shape);

    /// <summary>Adds an integer constant, such as axes, amounts of padding or sizes.</summary>
    public int Integers(int[] elements, params int[] shape) => builder.Constant(elements, shape);

    /// <summary>Asserts that a layer with a kernel and a bias returns the integers of the library.</summary>
    /// <param name="code">The operator.</param>
    /// <param name="options">The options of the operator.</param>
    /// <param name="channelDimension">Dimension of the kernel along which the scales vary; null for a single scale.</param>
    /// <param name="kernel">Shape of the kernel.</param>
    /// <param name="scale">Scale of the result.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="version">Version of the operator.</param>
    public void AssertLayerAgrees(
        BuiltinOperator code, OperatorOptions options, int? channelDimension, int[] kernel, float scale, int[] shape, int version)
    {
        var channels = shape[^1];
        var scales = channelDimension is null
            ? new float[] { 0.01f }
            : [.. Enumerable.Range(0, channels).Select(_ => 0.004f + (random.NextSingle() * 0.01f))];
        var weights = builder.Constant(
            TensorType.Int8, Samples.Bytes(random, kernel), new Quantization(scales, new long[scales.Length], channelDimension ?? 0), kernel);
        var bias = builder.Constant(
            TensorType.Int32,
            [.. Enumerable.Range(0, channels).Select(_ => random.Next(-2000, 2000))],
            new Quantization([.. scales.Select(kernelScale => kernelScale * InputQuantization.Scale)], new long[scales.Length], 0),
            channels);
        AssertAgrees(code, options, [Input, weights, bias], new Quantization(scale, -4), version, shape);
    }

    /// <summary>Asserts that all kernels return the integers of the library.</summary>
    public void AssertAgrees(
        BuiltinOperator code, OperatorOptions? options, int[] inputs, Quantization quantization, int version, params int[] shape)
    {
        var output = builder.Values(TensorType.Int8, quantization, shape);
        var file = ModelWriter.Write(builder.Operator(code, options, inputs, output, version).Build([Input], [output]));
        var values = new byte[Samples.Count(FloatOperator.InputShape)];
        random.NextBytes(values);

        var expected = NativeTflite.Run(file, values);

        foreach (var kernels in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true } })
        {
            var actual = new byte[expected.Length];
            new Interpreter(ModelReader.Read(file), kernels).Run(values, actual);
            Samples.AssertAgree(Signed(expected), Signed(actual), (there, here) => there == here);
        }

        static sbyte[] Signed(byte[] bytes) => Array.ConvertAll(bytes, value => (sbyte)value);
    }
}
