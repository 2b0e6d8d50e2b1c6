using FlowerModel.Conversion.Keras;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;
using static FlowerModel.Tool.Tests.Support.KerasModels;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>What a model computes and the written one would not must be refused, with the name of the layer.</summary>
public sealed class KerasRefusalTests : IDisposable
{
    private const int Size = 64;

    private static readonly KerasWeights Weights = new MobileNetV1Reference(alpha: 0.25, NearestMean.Labels.Count, seed: 8).Weights;

    private readonly TemporaryFolder folder = new();

    public KerasRefusalTests() => File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Lambda", "my_lambda", """{"function": ["4wEA", null, null]}""")]
    [InlineData("GaussianBlur", "blur", "{}")]
    [InlineData("Normalization", "unit", """{"mean": [0.48, 0.45, 0.40], "variance": [0.05, 0.05, 0.05]}""")]
    [InlineData("Resizing", "resize", """{"height": 32, "width": 32}""")]
    [InlineData("Rescaling", "squash", """{"scale": 0.0}""")]
    public void A_layer_before_the_base(string className, string name, string settings) =>
        Refused(name, Nested(Size, [Layer(className, name, settings)], Pooling, KerasModels.Dense("dense", "softmax")));

    [Theory]
    [InlineData("LayerNormalization", "norm", "{}")]
    [InlineData("LSTM", "memory", "{}")]
    [InlineData("Activation", "bent", """{"activation": "elu"}""")]
    [InlineData("LeakyReLU", "leaky", "{}")]
    [InlineData("ReLU", "sloped", """{"max_value": null, "negative_slope": 0.1}""")]
    [InlineData("Dense", "no_weights", "{}")]
    public void A_layer_after_the_base(string className, string name, string settings) =>
        Refused(name, Nested(Size, [], Pooling, Layer(className, name, settings), KerasModels.Dense("dense", "softmax")));

    [Theory]
    [InlineData("tanh")]
    [InlineData("relu")]
    [InlineData("softplus")]
    public void An_end_that_no_classifier_has(string activation) => Refused("dense", Nested(Size, [], Pooling, KerasModels.Dense("dense", activation)));

    [Fact]
    public void A_class_outside_Keras()
    {
        var model = Nested(Size, [], Pooling, KerasModels.Dense("dense", "softmax") with { ClassName = "Custom>Dense" });
        Assert.Contains("Custom>Dense", Refused("dense", model), StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch() => Refused(
        "pool", Flat(Size, Layer("GlobalAveragePooling2D", "pool") with { Inputs = ["conv_pw_12_relu"] }, KerasModels.Dense("dense", "softmax")));

    [Fact]
    public void Two_inputs_of_a_layer() => Refused(
        "join",
        Flat(
            Size,
            Pooling,
            KerasModels.Dense("dense", "softmax"),
            Layer("Concatenate", "join") with { Inputs = ["dense", "global_average_pooling2d"] }));

    [Theory]
    [InlineData("conv_dw_3_bn", "epsilon", 1e-5)]
    [InlineData("conv_pw_5_relu", "max_value", 3)]
    [InlineData("conv_pw_7", "dilation_rate", 2)]
    [InlineData("conv_dw_6", "strides", 1)]
    public void A_base_whose_layer_computes_something_else(string name, string setting, double value) =>
        Refused(name, Changed(name, layer => layer.Settings[setting] = value));

    [Fact]
    public void A_base_without_its_last_activation()
    {
        var model = Flat(Size, Pooling, KerasModels.Dense("dense", "softmax"));
        Refused("conv_pw_13_relu", model with
        {
            Layers = [.. model.Layers!.Where(layer => layer.Name != "conv_pw_13_relu").Select(
                layer => layer.Inputs.Contains("conv_pw_13_relu") ? layer with { Inputs = ["conv_pw_13_bn"] } : layer)],
        });
    }

    [Fact]
    public void Images_that_are_not_square()
    {
        var model = Changed("input_1", layer => layer.Settings["batch_input_shape"]![2] = 96);
        Assert.Contains("96 by 64", Refused("model's images", model), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_the_configuration_does_not_list() => Refused("layer dense", Nested(Size, [], Pooling));

    [Fact]
    public void Weights_alone_that_do_not_contain_a_factor()
    {
        KerasLayer[] layers = [new("rescaling", []), .. Weights.Layers];
        KerasFiles.WriteLegacy(folder["model.h5"], null, layers.Select(layer => (layer.Name, (KerasLayer[])[layer])));

        var errors = Command.RunToFailureAfterMessages("FLOWER3002", "convert", folder["model.h5"], "-o", folder["f.tflite"]);
        Assert.Contains("layer rescaling", errors, StringComparison.Ordinal);
        var result = Command.Run("convert", folder["model.h5"], "-o", folder["f.tflite"], "--mean", "0", "--std", "255");
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    // A softmax of one unit is 1 for every image.
    [Fact]
    public void Weights_alone_with_one_unit()
    {
        var dense = Weights.Layers[^1];
        var unit = new KerasLayer("unit", [new("kernel", [256, 1], dense.Tensors[0].Values[..256]), new("bias", [1], [0])]);
        KerasWeightsFile.Write(new KerasWeights([.. Weights.Layers.SkipLast(1), unit], "test"), folder["model.h5"]);
        File.WriteAllLines(folder["labels.txt"], ["dog"]);

        var errors = Command.RunToFailureAfterMessages("FLOWER3002", "convert", folder["model.h5"], "-o", folder["f.tflite"]);
        Assert.Contains("unit", errors, StringComparison.Ordinal);
        Assert.Contains("model.save", errors, StringComparison.Ordinal);
    }

    private static KerasLayerJson Changed(string name, Action<KerasLayerJson> change)
    {
        var model = Flat(Size, Pooling, KerasModels.Dense("dense", "softmax"));
        change(model.Layers!.Single(layer => layer.Name == name));
        return model;
    }

    private string Refused(string name, KerasLayerJson model)
    {
        KerasFiles.WriteLegacy(folder["model.h5"], model, Weights.Layers.Select(layer => (layer.Name, (KerasLayer[])[layer])));
        var errors = Command.RunToFailureAfterMessages("FLOWER3002", "convert", folder["model.h5"], "-o", folder["f.tflite"]);
        Assert.Contains(name, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["f.tflite"]));
        return errors;
    }
}
