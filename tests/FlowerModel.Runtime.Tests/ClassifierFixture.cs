using FlowerModel.Runtime.Tests.Inference;
using FlowerModel.Tflite;
using FlowerModel.Tflite.Metadata;

namespace FlowerModel.Runtime.Tests;

/// <summary>A classifier of mean colors: the means of the channels are the logits of "red", "green" and "blue".</summary>
internal static class ClassifierFixture
{
    /// <summary>Writes the model with or without metadata.</summary>
    /// <param name="size">Width and height of the input.</param>
    /// <param name="metadata">Null for a file without metadata.</param>
    public static byte[] Write(int size, ModelMetadata? metadata)
    {
        var builder = new ModelBuilder();
        var (input, means, scores) = (builder.Float(1, size, size, 3), builder.Float(1, 3), builder.Float(1, 3));
        builder.Operator(BuiltinOperator.Mean, new ReducerOptions(false), [input, builder.Constant([1, 2], 2)], means);
        builder.Operator(BuiltinOperator.Softmax, new SoftmaxOptions(1), [means], scores);
        var model = builder.Build([input], [scores]);
        return metadata is null ? ModelWriter.Write(model) : MetadataWriter.Write(model, metadata);
    }

    /// <summary>Metadata with three labels.</summary>
    public static ModelMetadata Metadata(float mean = 127.5f, float deviation = 127.5f) => new()
    {
        Name = "Colors",
        Version = "1.2.3",
        Input = new ImageInputMetadata { Mean = [mean], Std = [deviation] },
        Output = new ScoreOutputMetadata(),
        Labels = ["red", "green", "blue"],
    };

    /// <summary>The scale and zero point that converters use for an input or for scores of the given type; null for floats.</summary>
    public static Quantization? InputScale(TensorType type) => type switch
    {
        TensorType.UInt8 => new Quantization(1 / 127.5f, 128),
        TensorType.Int8 => new Quantization(1 / 127.5f, 0),
        _ => null,
    };

    /// <summary>Writes the same model with an input and an output of the given types.</summary>
    public static byte[] Write(int size, TensorType inputType, TensorType outputType, Quantization? inputScale)
    {
        var builder = new ModelBuilder();
        var input = builder.Values(inputType, inputScale, 1, size, size, 3);
        var real = inputType == TensorType.Float32 ? input : builder.Float(1, size, size, 3);
        var (means, scores) = (builder.Float(1, 3), builder.Float(1, 3));
        if (real != input) builder.Operator(BuiltinOperator.Dequantize, null, [input], real);
        builder.Operator(BuiltinOperator.Mean, new ReducerOptions(false), [real, builder.Constant([1, 2], 2)], means);
        builder.Operator(BuiltinOperator.Softmax, new SoftmaxOptions(1), [means], scores);
        var output = scores;
        if (outputType != TensorType.Float32)
        {
            output = builder.Values(outputType, new Quantization(1 / 256f, outputType == TensorType.Int8 ? -128 : 0), 1, 3);
            builder.Operator(BuiltinOperator.Quantize, null, [scores], output);
        }

        return MetadataWriter.Write(builder.Build([input], [output]), Metadata());
    }
}
