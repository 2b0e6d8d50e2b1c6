using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>
/// A model of one layer with a float32 input of [2, 7, 8, 6] and an int8 kernel, as dynamic-range models have it: TensorFlow Lite multiplies integers
/// there, after rounding the input by its own range.
/// </summary>
internal static class HybridLayer
{
    private const int ImageElements = 336;

    /// <summary>Least and greatest value of the input.</summary>
    public static TheoryData<float, float> Ranges => new()
    {
        { -3, 4 },
        { 0, 6 }, // as after RELU6
        { 1, 2 }, // the range is that of the values and 0
        { 0, 0 },
    };

    /// <summary>Asserts that all kernels give the library's bits.</summary>
    /// <param name="range">Of the input; the second image's is three times as wide.</param>
    /// <param name="code">The operator.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="channelDimension">The kernel's dimension of scales; null for one scale.</param>
    /// <param name="kernel">Shape of the kernel.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="version">The operator's version.</param>
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
