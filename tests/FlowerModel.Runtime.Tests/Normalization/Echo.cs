using FlowerModel.Runtime.Tests.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Normalization;

/// <summary>Models of one pixel whose scores are the real values of their input, so that a test sees how a pixel was normalized.</summary>
internal static class Echo
{
    /// <summary>The pixel that the tests classify.</summary>
    public static readonly byte[] Pixel = [255, 100, 0];

    private static readonly int[] Shape = [1, 1, 1, 3];

    /// <summary>Writes a model with the given input, without metadata if there is none.</summary>
    public static byte[] Write(TensorType type, Quantization? quantization, ModelMetadata? metadata = null)
    {
        var builder = new ModelBuilder();
        var (input, scores) = (builder.Values(type, quantization, Shape), builder.Float(Shape));
        if (type == TensorType.Float32) builder.Operator(BuiltinOperator.Reshape, null, [input], scores);
        else builder.Operator(BuiltinOperator.Dequantize, null, [input], scores);
        var model = builder.Build([input], [scores]);
        return metadata is null ? ModelWriter.Write(model) : MetadataWriter.Write(model, metadata);
    }

    /// <summary>Writes a model with a float32 input that is quantized first, to each of the ranges, and read back; the scores are the sum.</summary>
    public static byte[] WriteQuantized(params (float Scale, int ZeroPoint)[] quantizations)
    {
        var builder = new ModelBuilder();
        var (input, sum) = (builder.Float(Shape), -1);
        foreach (var (scale, zeroPoint) in quantizations)
        {
            var (stored, real) = (builder.Values(TensorType.Int8, new Quantization(scale, zeroPoint), Shape), builder.Float(Shape));
            builder.Operator(BuiltinOperator.Quantize, null, [input], stored).Operator(BuiltinOperator.Dequantize, null, [stored], real);
            if (sum < 0)
            {
                sum = real;
                continue;
            }

            var total = builder.Float(Shape);
            builder.Operator(BuiltinOperator.Add, new AddOptions(FusedActivation.None), [sum, real], total);
            sum = total;
        }

        return ModelWriter.Write(builder.Build([input], [sum]));
    }

    /// <summary>Writes a float32 model that starts with the given operators and constants; the scores are their result.</summary>
    /// <param name="operators">
    /// ADD, SUB or MUL, each with one number or one per channel. "Reversed" subtracts from the constant instead of the constant.
    /// </param>
    public static byte[] WriteScaled(params (BuiltinOperator Code, bool Reversed, float[] Constant)[] operators)
    {
        var builder = new ModelBuilder();
        var input = builder.Float(Shape);
        var current = input;
        foreach (var (code, reversed, constant) in operators)
        {
            var (number, result) = (builder.Constant(constant, constant.Length), builder.Float(Shape));
            builder.Operator(code, OptionsOf(code), reversed ? [number, current] : [current, number], result);
            current = result;
        }

        return ModelWriter.Write(builder.Build([input], [current]));
    }

    /// <summary>Asserts that the samples of the pixel became values between those of black and white, to within half a step.</summary>
    public static void AssertSees(ImageClassifier classifier, float black, float white, float step)
    {
        var scores = classifier.Classify(Pixel, 1, 1).Scores;

        for (var i = 0; i < Pixel.Length; i++) Assert.Equal(black + (Pixel[i] / 255f * (white - black)), scores[i], (step / 2) + ((white - black) * 1e-6f));
    }

    private static OperatorOptions OptionsOf(BuiltinOperator code) => code switch
    {
        BuiltinOperator.Add => new AddOptions(FusedActivation.None),
        BuiltinOperator.Sub => new SubOptions(FusedActivation.None),
        _ => new MulOptions(FusedActivation.None),
    };
}
