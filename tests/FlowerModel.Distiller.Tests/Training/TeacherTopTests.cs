using System.Runtime.InteropServices;
using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Training;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Distiller.Tests.Training;

public sealed class TeacherTopTests
{
    // Two features and two classes: an identity kernel makes the features the logits (a, b).
    private static KerasWeights Teacher(string layer) => new(
        [new KerasLayer(layer, [new KerasTensor("kernel", [2, 2], [1, 0, 0, 1]), new KerasTensor("bias", [2], [0, 0])])], "by hand");

    [Theory]
    [InlineData("predictions")]
    [InlineData("Logits")]
    [InlineData("dense")]
    public void The_divergence_is_that_of_the_softened_predictions(string layer)
    {
        var top = TeacherTop.Find(Teacher(layer), 2)!;

        var divergence = top.Divergence([0, 0], [2, 0], []);

        // By hand: teacher softmax(1, 0) = p; student (1/2, 1/2); 4 * (p ln 2p + q ln 2q).
        double p = Math.E / (Math.E + 1), q = 1 - p;
        Assert.Equal(4 * ((p * Math.Log(2 * p)) + (q * Math.Log(2 * q))), divergence, 1e-6);
        Assert.Equal(2, top.Classes);
    }

    [Fact]
    public void Equal_features_do_not_diverge_and_the_gradient_points_away_from_the_teacher()
    {
        var top = TeacherTop.Find(Teacher("dense"), 2)!;
        var gradient = new double[2];

        Assert.Equal(0, top.Divergence([0.5, -1], [0.5, -1], gradient), 1e-12);
        Assert.All(gradient, value => Assert.Equal(0, value, 1e-12));
        top.Divergence([0.5, -1], [3, 0], gradient);
        Assert.True(gradient[0] < 0);
        Assert.Equal(-gradient[0], gradient[1], 1e-12);
    }

    [Fact]
    public void A_teacher_without_a_dense_layer_on_its_pooled_features_has_no_top()
    {
        Assert.Null(TeacherTop.Find(new KerasWeights([], "empty"), 2));
        Assert.Null(TeacherTop.Find(Teacher("dense"), 3));
    }

    [Theory]
    [InlineData(BuiltinOperator.FullyConnected)]
    [InlineData(BuiltinOperator.Conv2D)]
    public void The_top_of_a_quantized_classifier_has_its_real_weights(BuiltinOperator layer)
    {
        using var folder = new TemporaryFolder();
        var path = folder["classifier.tflite"];
        File.WriteAllBytes(path, ModelWriter.Write(Classifier(layer)));

        // Real weights by hand: classes (0.5 * 2, 0.5 * -4) and (0.25 * 8, 0.25 * 0), biases 0.1 * 10 and 0.1 * -5.
        float[] kernel = [1, 2, -2, 0], bias = [1, -0.5f];
        KerasTensor[] weights = [new KerasTensor("kernel", [2, 2], kernel), new KerasTensor("bias", [2], bias)];
        var expected = TeacherTop.Find(new KerasWeights([new KerasLayer("dense", weights)], "by hand"), 2)!;
        var top = TeacherTop.Read(path, 2);

        double[] gradient = [0, 0], expectedGradient = [0, 0];
        Assert.Equal(expected.Divergence([1, 2], [-1, 0.5], expectedGradient), top.Divergence([1, 2], [-1, 0.5], gradient), 1e-6);
        Assert.Equal(expectedGradient, gradient, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.True(Math.Abs(gradient[0]) > 0.1);
    }

    [Fact]
    public void A_file_without_a_top_on_these_features_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder["classifier.tflite"];
        Assert.Equal(path, Assert.Throws<PipelineException>(() => TeacherTop.Read(path, 2)).Diagnostic.File);
        File.WriteAllText(path, "not a model");
        Assert.Equal(path, Assert.Throws<PipelineException>(() => TeacherTop.Read(path, 2)).Diagnostic.File);
        File.WriteAllBytes(path, ModelWriter.Write(Classifier(BuiltinOperator.FullyConnected)));

        var error = Assert.Throws<PipelineException>(() => TeacherTop.Read(path, 3)).Diagnostic;

        Assert.Equal((path, Codes.InvalidModel), (error.File, error.Code));
        Assert.Contains("3 pooled features", error.Text, StringComparison.Ordinal);
    }

    /// <summary>Two features, two classes, int8 weights with a scale per class.</summary>
    private static Model Classifier(BuiltinOperator code)
    {
        var isConvolution = code == BuiltinOperator.Conv2D;
        int[] Shape(int outer, int inner) => isConvolution ? [outer, 1, 1, inner] : [outer, inner];
        Tensor Activation(string name) => new() { Name = name, Shape = Shape(1, 2), Type = TensorType.Int8, Quantization = new(0.1f, 0) };
        var weights = new Tensor
        {
            Name = "weights", Shape = Shape(2, 2), Type = TensorType.Int8, Data = MemoryMarshal.AsBytes<sbyte>([2, -4, 8, 0]).ToArray(),
            Quantization = new([0.5f, 0.25f], [0, 0], 0),
        };
        var bias = new Tensor
        {
            Name = "bias", Shape = [2], Type = TensorType.Int32, Data = MemoryMarshal.AsBytes<int>([10, -5]).ToArray(), Quantization = new(0.1f, 0),
        };
        Tensor[] tensors = [Activation("features"), weights, bias, Activation("logits")];
        OperatorOptions options = isConvolution
            ? new Conv2DOptions(Padding.Valid, 1, 1, FusedActivation.None)
            : new FullyConnectedOptions(FusedActivation.None, 0, KeepDimensions: false, AsymmetricQuantizeInputs: false);
        var layer = new Operator { Code = code, Inputs = [0, 1, 2], Outputs = [3], Options = options };
        return new Model { Subgraphs = [new Subgraph { Tensors = tensors, Inputs = [0], Outputs = [3], Operators = [layer] }] };
    }
}
