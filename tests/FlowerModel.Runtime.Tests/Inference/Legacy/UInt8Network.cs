using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Legacy;

/// <summary>
/// A small classifier as TensorFlow 1's converter wrote it, with random weights: uint8 from the input to the softmax, with a convolution, an
/// inverted residual block, average pooling and a dense layer.
/// </summary>
internal static class UInt8Network
{
    /// <summary>Width and height of the input.</summary>
    public const int Size = 16;

    /// <summary>The number of classes.</summary>
    public const int Classes = 5;

    private const int Channels = 16;

    /// <summary>The scale and zero point of the input: those of "mean 128, standard deviation 128".</summary>
    public static Quantization Input { get; } = new(1 / 128f, 128);

    /// <summary>Builds the model.</summary>
    public static Model Build(int seed)
    {
        var (random, builder) = (new Random(seed), new ModelBuilder());
        var input = builder.Values(TensorType.UInt8, Input, 1, Size, Size, 3);
        var stem = Layer(input, Input, BuiltinOperator.Conv2D, Convolution(2), [Channels, 3, 3, 3], out var stemScale, 1, 8, 8, Channels);
        var wide = Layer(stem, stemScale, BuiltinOperator.Conv2D, Convolution(1), [48, 1, 1, Channels], out var wideScale, 1, 8, 8, 48);
        var deep = Layer(
            wide,
            wideScale,
            BuiltinOperator.DepthwiseConv2D,
            new DepthwiseConv2DOptions(Padding.Same, 1, 1, 1, FusedActivation.Relu6, 1, 1),
            [1, 3, 3, 48],
            out var deepScale,
            1,
            8,
            8,
            48);
        var thin = Layer(deep, deepScale, BuiltinOperator.Conv2D, Convolution(1), [Channels, 1, 1, 48], out _, 1, 8, 8, Channels);
        var sumScale = new Quantization(0.05f, 110);
        var sum = builder.Values(TensorType.UInt8, sumScale, 1, 8, 8, Channels);
        builder.Operator(BuiltinOperator.Add, new AddOptions(FusedActivation.None), [stem, thin], sum);
        var pooled = builder.Values(TensorType.UInt8, sumScale, 1, 1, 1, Channels);
        builder.Operator(BuiltinOperator.AveragePool2D, new Pool2DOptions(Padding.Valid, 8, 8, 8, 8, FusedActivation.None), [sum], pooled);
        var dense = Layer(pooled, sumScale, BuiltinOperator.Conv2D, Convolution(1), [Classes, 1, 1, Channels], out var logitScale, 1, 1, 1, Classes);
        var logits = builder.Values(TensorType.UInt8, logitScale, 1, Classes);
        builder.Operator(BuiltinOperator.Squeeze, new SqueezeOptions([1, 2]), [dense], logits);
        var scores = builder.Values(TensorType.UInt8, new Quantization(1 / 256f, 0), 1, Classes);
        builder.Operator(BuiltinOperator.Softmax, new SoftmaxOptions(1), [logits], scores);
        return builder.Build([input], [scores]);

        int Layer(int from, Quantization scale, BuiltinOperator code, OperatorOptions options, int[] kernel, out Quantization result, params int[] shape)
        {
            var weights = new byte[kernel.Aggregate(1, (product, side) => product * side)];
            random.NextBytes(weights);
            var weightScale = new Quantization(0.006f + (random.NextSingle() * 0.002f), random.Next(110, 150));
            var bias = new int[shape[^1]];
            for (var i = 0; i < bias.Length; i++) bias[i] = random.Next(-3000, 3000);
            result = new Quantization(0.03f + (random.NextSingle() * 0.01f), random.Next(0, 100));
            var output = builder.Values(TensorType.UInt8, result, shape);
            builder.Operator(
                code,
                options,
                [
                    from,
                    builder.Constant(TensorType.UInt8, weights, weightScale, kernel),
                    builder.Constant(TensorType.Int32, bias, new Quantization(scale.Scale * weightScale.Scale, 0), bias.Length),
                ],
                output);
            return output;
        }
    }

    private static Conv2DOptions Convolution(int stride) => new(Padding.Same, stride, stride, FusedActivation.None, 1, 1);
}
