using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>
/// A model of one layer with a float32 input of [2, 7, 8, 6] and an int8 kernel, as in dynamic-range models. TensorFlow Lite multiplies integers in such
/// layers, after quantizing the input by its own range.
/// </summary>
internal static class HybridLayer
{
    private const int ImageElements = 336;

    /// <summary>Minimum and maximum of the input.</summary>
    public static TheoryData<float, float> Ranges => new()
    {
        { -3, 4 },
        { 0, 6 }, // as after RELU6
        { 1, 2 }, // the quantized range also includes 0
        { 0, 0 },
    };

    /// <summary>Asserts that the results of all kernels match those of the library bit for bit.</summary>
    /// <param name="range">Minimum and maximum of the input. The range of the second image is three times as wide.</param>
    /// <param name="code">The operator.</param>
    /// <param name="options">The options of the operator.</param>
    /// <param name="channelDimension">Dimension of the kernel along which the scales vary; null for a single scale.</param>
    /// <param name="kernel">Shape of the kernel.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="version">Version of the operator.</param>
    public static void AssertAgrees(
        (float Lowest, float Highest) range,
        BuiltinOperator code,
        OperatorOptions options,
        int? channelDimension,
        int[] kernel,
        int[] shape,
        int version)
    {
        var random = new Random(14);
        var builder = new ModelBuilder();
        var input = builder.Float(2, 7, 8, 6);
        var channels = shape[^1];
        float[] scales = [.. Enumerable.Range(0, channelDimension is null ? 1 : channels).Select(_ => 0.004f + (random.NextSingle() * 0.01f))];
        var weights = builder.Constant(
            TensorType.Int8, Samples.Bytes(random, kernel), new Quantization(scales, new long[scales.Length], channelDimension ?? 0), kernel);
        var output = builder.Float(shape);
        builder.Operator(code, options, [input, weights, builder.Constant(Samples.Noise(random, channels, 1), channels)], output, version);
        var file = ModelWriter.Write(builder.Build([input], [output]));
        float[] values =
        [
            .. Enumerable.Range(0, 2 * ImageElements)
                .Select(i => (range.Lowest + (random.NextSingle() * (range.Highest - range.Lowest))) * (i < ImageElements ? 1 : 3)),
        ];

        var expected = MemoryMarshal.Cast<byte, float>(NativeTflite.Run(file, MemoryMarshal.AsBytes<float>(values).ToArray())).ToArray();

        foreach (var kernels in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true }, new() { Threads = 2 } })
        {
            var actual = new float[expected.Length];
            new Interpreter(ModelReader.Read(file), kernels).Run(values, actual);
            Samples.AssertAgree(expected, actual, (there, here) => there == here);
        }
    }
}
