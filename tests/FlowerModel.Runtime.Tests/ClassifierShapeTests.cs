using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Tests.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests;

/// <summary>Models for other purposes are no classifiers, and say so.</summary>
public sealed class ClassifierShapeTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(1, 3)]
    [InlineData(1, 1, 1, 3)]
    [InlineData(1, 3, 1, 1)]
    public void One_row_of_scores_is_a_classifier(params int[] shape)
    {
        using var classifier = ImageClassifier.Load(Write(shape), new ImageClassifierOptions { Mean = 0, StandardDeviation = 255 });

        Assert.Equal(3, classifier.Labels.Count);
        Assert.Equal(0, classifier.Classify([255, 0, 0], 1, 1).Index);
    }

    [Theory]
    [InlineData(1, 256, 256, 3)] // segmentation
    [InlineData(1, 64, 64, 1)]
    [InlineData(1, 300, 85)] // detection
    [InlineData(2, 3)]
    public void A_map_of_scores_is_not(params int[] shape)
    {
        var error = Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(Write(shape)));

        Assert.Contains($"[{string.Join(", ", shape)}]", error.Message, StringComparison.Ordinal);
        Assert.Contains("one score per class", error.Message, StringComparison.Ordinal);
    }

    // An SSD ends in an operator of its own, which this runtime does not have; that is not what the user needs to know.
    [Fact]
    public void Neither_is_a_model_with_several_outputs()
    {
        var builder = new ModelBuilder();
        var input = builder.Float(1, 300, 300, 3);
        var (boxes, classes) = (builder.Float(1, 10, 4), builder.Float(1, 10));
        builder.Operator(BuiltinOperator.Floor, null, [input], boxes).Operator(BuiltinOperator.Floor, null, [input], classes);

        var error = Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(ModelWriter.Write(builder.Build([input], [boxes, classes]))));

        Assert.Contains("2 outputs: 't1' of shape [1, 10, 4], 't2' of shape [1, 10]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_a_model_of_something_else_than_one_RGB_image()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1, 28, 28, 1), builder.Float(1, 784));
        builder.Operator(BuiltinOperator.Reshape, null, [input], output);

        var error = Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(ModelWriter.Write(builder.Build([input], [output]))));

        Assert.Contains("[1, 28, 28, 1]", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Write(int[] shape)
    {
        var builder = new ModelBuilder();
        var count = shape.Aggregate(1, (product, side) => product * side);
        var input = count == 3 ? builder.Float(1, 1, 1, 3) : builder.Float(1, 8, 8, 3);
        var output = builder.Float(shape);
        builder.Operator(BuiltinOperator.Reshape, null, [input], output);
        return ModelWriter.Write(builder.Build([input], [output]));
    }
}
