using FlowerModel.Runtime.Tests.Inference;
using FlowerModel.Tflite;
using FlowerModel.Tflite.Metadata;

namespace FlowerModel.Runtime.Tests;

/// <summary>
/// A classifier whose feature map is the image itself, samples from 0 to 255: the spatial mean, one fully connected layer with three classes, softmax.
/// </summary>
internal static class LinearFixture
{
    /// <summary>Width and height of the input.</summary>
    public const int Size = 4;

    /// <summary>The weights: three classes by three channels.</summary>
    public static float[] Kernel { get; } = [0.02f, -0.01f, 0, 0, 0.03f, 0.01f, -0.02f, 0, 0.05f];

    /// <summary>The bias of each class.</summary>
    public static float[] Bias { get; } = [0.5f, 0, -1];

    /// <summary>Writes the model.</summary>
    /// <param name="activation">What follows the fully connected layer.</param>
    /// <param name="reshape">True to have a RESHAPE between the mean and the layer, as some converters write it.</param>
    /// <param name="kernel">The weights in other numbers; null for floats.</param>
    public static byte[] Write(
        FusedActivation activation = FusedActivation.None, bool reshape = false, Func<ModelBuilder, int>? kernel = null)
    {
        var builder = new ModelBuilder();
        var (input, means, logits, scores) = (builder.Float(1, Size, Size, 3), builder.Float(1, 3), builder.Float(1, 3), builder.Float(1, 3));
        var mean = reshape ? builder.Float(1, 1, 1, 3) : means;
        builder.Operator(BuiltinOperator.Mean, new ReducerOptions(reshape), [input, builder.Constant([1, 2], 2)], mean);
        if (reshape) builder.Operator(BuiltinOperator.Reshape, new ReshapeOptions([1, 3]), [mean, builder.Constant([1, 3], 2)], means);
        var weights = kernel?.Invoke(builder) ?? builder.Constant(Kernel, 3, 3);
        builder.Operator(
            BuiltinOperator.FullyConnected, new FullyConnectedOptions(activation, 0, false, false), [means, weights, builder.Constant(Bias, 3)], logits);
        builder.Operator(BuiltinOperator.Softmax, new SoftmaxOptions(1), [logits], scores);
        return MetadataWriter.Write(builder.Build([input], [scores]), ClassifierFixture.Metadata(mean: 0, deviation: 1));
    }

    /// <summary>Some pixels at the size of the input, so that nothing is resized.</summary>
    public static byte[] Pixels { get; } = [.. Enumerable.Range(0, Size * Size * 3).Select(i => (byte)((i * 37) + 11))];
}
