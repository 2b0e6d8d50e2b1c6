using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference;

/// <summary>
/// A PAD operator that becomes part of the convolution behind it changes no bit. An observed run, which computes every operator by itself, is the judge.
/// </summary>
public class FoldedPaddingTests
{
    private const int Channels = 20;

    public static TheoryData<bool, bool, int, int> Cases()
    {
        var cases = new TheoryData<bool, bool, int, int>();
        foreach (var isDepthwise in new[] { false, true })
        {
            foreach (var isInteger in new[] { false, true })
            {
                foreach (var (size, stride) in new[] { (7, 1), (8, 2), (40, 2), (3, 1) }) cases.Add(isDepthwise, isInteger, size, stride);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bits_are_those_of_separate_operators(bool isDepthwise, bool isInteger, int size, int stride)
    {
        foreach (var (top, bottom, left, right) in new[] { (0, 1, 0, 1), (1, 1, 1, 1), (2, 0, 0, 3), (4, 4, 5, 5) })
        {
            var interpreter = new Interpreter(Model(isDepthwise, isInteger, size, stride, (top, bottom, left, right)));
            var input = Random(interpreter.InputTensor, 3);
            var (plain, observed) = (new byte[interpreter.OutputTensor.ByteSize], new byte[interpreter.OutputTensor.ByteSize]);
            var seen = 0;

            interpreter.Run(input, plain);
            interpreter.Run(input, observed, _ => seen++);

            Assert.Equal(observed, plain);
            Assert.Equal(3, seen);
            Assert.Single(interpreter.Profile(input, 1));
            Assert.Contains(plain, value => value != plain[0]);
        }
    }

    [Fact]
    public void Padding_that_somebody_else_reads_stays_an_operator()
    {
        var interpreter = new Interpreter(Model(isDepthwise: false, isInteger: false, 8, 2, (0, 1, 0, 1), isPaddedOutput: true));
        Assert.Equal(2, interpreter.Profile(Random(interpreter.InputTensor, 5), 1).Count);
    }

    [Fact]
    public void Padding_with_another_zero_point_stays_an_operator()
    {
        var interpreter = new Interpreter(Model(isDepthwise: false, isInteger: true, 8, 2, (0, 1, 0, 1), paddedZeroPoint: 9));
        Assert.Equal(2, interpreter.Profile(Random(interpreter.InputTensor, 5), 1).Count);
    }

    private static Model Model(
        bool isDepthwise, bool isInteger, int size, int stride, (int Top, int Bottom, int Left, int Right) pad, bool isPaddedOutput = false,
        int paddedZeroPoint = 3)
    {
        var builder = new ModelBuilder();
        var (height, width) = (size + pad.Top + pad.Bottom, size + pad.Left + pad.Right);
        int[] outputShape = [1, ((height - 3) / stride) + 1, ((width - 3) / stride) + 1, Channels];
        var amounts = builder.Constant([0, 0, pad.Top, pad.Bottom, pad.Left, pad.Right, 0, 0], 4, 2);
        int[] kernelShape = isDepthwise ? [1, 3, 3, Channels] : [Channels, 3, 3, Channels];
        var (input, padded, kernel, bias, output) = isInteger
            ? (
                builder.Values(TensorType.Int8, new Quantization(0.1f, 3), 1, size, size, Channels),
                builder.Values(TensorType.Int8, new Quantization(0.1f, paddedZeroPoint), 1, height, width, Channels),
                builder.Constant(TensorType.Int8, Bytes(Product(kernelShape), 7), new Quantization(0.02f, 0), kernelShape),
                builder.Constant([.. Enumerable.Range(0, Channels).Select(i => (i - 10) * 40)], Channels),
                builder.Values(TensorType.Int8, new Quantization(isDepthwise ? 0.3f : 1f, -7), outputShape))
            : (
                builder.Float(1, size, size, Channels),
                builder.Float(1, height, width, Channels),
                builder.Constant([.. Bytes(Product(kernelShape), 7).Select(value => value / 128f)], kernelShape),
                builder.Constant([.. Enumerable.Range(0, Channels).Select(i => (i - 10) / 4f)], Channels),
                builder.Float(outputShape));
        builder.Operator(BuiltinOperator.Pad, null, [input, amounts], padded);
        builder.Operator(
            isDepthwise ? BuiltinOperator.DepthwiseConv2D : BuiltinOperator.Conv2D,
            isDepthwise
                ? new DepthwiseConv2DOptions(Padding.Valid, stride, stride, 1, FusedActivation.None)
                : new Conv2DOptions(Padding.Valid, stride, stride, FusedActivation.None),
            [padded, kernel, bias],
            output,
            version: 3);
        return builder.Build([input], isPaddedOutput ? [output, padded] : [output]);
    }

    private static int Product(int[] shape) => shape.Aggregate(1, (product, dimension) => product * dimension);

    private static sbyte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray();
    }

    private static byte[] Random(TensorDescriptor tensor, int seed)
    {
        var bytes = Bytes(tensor.ElementCount, seed);
        return tensor.Type == TensorType.Int8
            ? MemoryMarshal.AsBytes<sbyte>(bytes).ToArray()
            : MemoryMarshal.AsBytes<float>(bytes.Select(value => value / 64f).ToArray()).ToArray();
    }
}
