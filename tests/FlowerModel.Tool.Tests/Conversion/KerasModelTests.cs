using FlowerModel.Conversion.Keras;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;
using static FlowerModel.Tool.Tests.Support.HeadReference;
using static FlowerModel.Tool.Tests.Support.KerasModels;

namespace FlowerModel.Tool.Tests.Conversion;

/// <summary>
/// Whole models of Keras: what their configuration says about the layers before and after the base is computed here in double precision, on the features
/// of <see cref="MobileNetV1Reference"/>, and compared with the answers of the written model to a photo.
/// </summary>
public sealed class KerasModelTests : IDisposable
{
    private const int Size = 64;

    private static readonly MobileNetV1Reference Network = new(alpha: 0.25, NearestMean.Labels.Count, seed: 5);
    private static readonly KerasLayer[] BaseLayers = [.. Network.Weights.Layers.SkipLast(1)];
    private static readonly string Photo = NearestMean.Unseen("tulips", 1).Single();

    private readonly TemporaryFolder folder = new();
    private readonly Random random = new(7);

    public KerasModelTests() => File.WriteAllLines(folder["labels.txt"], NearestMean.Labels);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("softmax", false)]
    [InlineData("sigmoid", false)]
    [InlineData("linear", false)]
    [InlineData("softmax", true)]
    [InlineData("sigmoid", true)]
    public void The_activation_that_the_configuration_names_is_applied(string activation, bool isSeparate)
    {
        var dense = Dense(256, 5);
        KerasLayerJson[] after = isSeparate
            ? [Pooling, KerasModels.Dense("dense", "linear"), Layer("Activation", "end", $$"""{"activation": "{{activation}}"}""")]
            : [Pooling, Layer("Dropout", "dropout", """{"rate": 0.2}"""), KerasModels.Dense("dense", activation)];
        Write(Nested(Size, [], after), dense);

        AssertScores(End(activation, Apply(dense, Pooled(MinusOneToOne))), Convert());
    }

    public static TheoryData<string, string, double, double> Preprocessing => new()
    {
        { "Rescaling", """{"scale": 0.00392156862745098, "offset": 0.0}""", 1 / 255.0, 0 },
        { "Rescaling", """{"scale": 0.007843137718737125, "offset": -1.0}""", 1 / 127.5, -1 },
        { "Rescaling", """{"scale": [0.01, 0.01, 0.01], "offset": [0.5, 0.5, 0.5]}""", 0.01, 0.5 },
        { "Normalization", """{"axis": [-1], "mean": 100.0, "variance": 2500.0}""", 0.02, -2 },
    };

    [Theory]
    [MemberData(nameof(Preprocessing))]
    public void Preprocessing_in_the_model_is_applied(string className, string settings, double scale, double offset)
    {
        var dense = Dense(256, 5);
        Write(Nested(Size, [Layer("RandomFlip", "flip"), Layer(className, "scaling", settings)], Pooling, KerasModels.Dense("dense", "softmax")), dense);

        AssertScores(End("softmax", Apply(dense, Pooled((pixel, _) => (pixel * scale) + offset))), Convert());
    }

    [Fact]
    public void Each_channel_can_be_normalized_differently_by_a_layer_with_weights()
    {
        double[] mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225];
        var dense = Dense(256, 5);
        var normalization = new KerasLayer(
            "normalization",
            [
                new("mean", [3], [.. mean.Select(value => (float)value)]),
                new("variance", [3], [.. deviation.Select(value => (float)(value * value))]),
            ]);
        KerasLayerJson[] before =
            [Layer("Rescaling", "rescaling", """{"scale": 0.00392156862745098}"""), Layer("Normalization", "normalization", """{"mean": null}""")];
        Write(Nested(Size, before, Pooling, KerasModels.Dense("dense", "softmax")), dense, normalization);

        var expected = End("softmax", Apply(dense, Pooled((pixel, channel) => ((pixel / 255) - mean[channel]) / deviation[channel])));
        AssertScores(expected, Convert());
        AssertScoresOfOtherRuntimes(expected, 0, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Arithmetic_of_preprocess_input_is_applied(bool keras3)
    {
        var dense = Dense(256, 5);
        KerasLayerJson[] before = keras3
            ? [new("TrueDivide", "true_divide", []) { Constant = 100 }, new("Subtract", "subtract", []) { Constant = 0.7 }]
            : [
                new("TFOpLambda", "tf.math.truediv", new() { ["function"] = "math.truediv" }) { Constant = 100 },
                new("TFOpLambda", "tf.math.subtract", new() { ["function"] = "math.subtract" }) { Constant = 0.7 },
            ];
        var model = Nested(Size, before, Pooling, KerasModels.Dense("dense", "softmax"));
        if (keras3) KerasFiles.WriteKeras3(folder["model.h5"], model, [.. BaseLayers, dense], KerasFiles.Groups.ByClass, withConfiguration: true);
        else Write(model, dense);

        AssertScores(End("softmax", Apply(dense, Pooled((pixel, _) => (pixel / 100) - 0.7))), Convert());
    }

    // https://teachablemachine.withgoogle.com exports a Sequential of Sequentials with Keras 2.2's names, and labels with numbers.
    [Fact]
    public void A_model_of_Teachable_Machine_is_converted_with_its_labels()
    {
        KerasLayer[] head = [Dense(256, 100) with { Name = "dense_Dense1" }, new("dense_Dense2", [Tensor("kernel", 100, 5)])];
        var model = Sequential(
            "sequential_4",
            Sequential("sequential_1", Model("model1", [.. MobileNet(Size)]) with { ClassName = "Model" }, Pooling),
            Sequential("sequential_3", KerasModels.Dense("dense_Dense1", "relu"), KerasModels.Dense("dense_Dense2", "softmax")));
        KerasFiles.WriteLegacy(folder["model.h5"], model, [("sequential_1", BaseLayers), ("sequential_3", head)]);
        File.WriteAllLines(folder["labels.txt"], NearestMean.Labels.Select((label, index) => $"{index} {label}"));

        var hidden = Apply(head[0], Pooled(MinusOneToOne)).Select(value => Math.Max(value, 0)).ToArray();
        AssertScores(End("softmax", Apply(head[1], hidden)), Convert());
    }

    [Fact]
    public void Windows_flattening_and_normalization_in_the_head_are_applied()
    {
        var norm = new KerasLayer("norm", [.. new[] { "gamma", "beta", "moving_mean", "moving_variance" }.Select(name => Positive(name, 16))]);
        KerasLayer[] head = [Dense(256, 16) with { Name = "hidden" }, norm, Dense(16, 5)];
        Write(
            Flat(
                Size,
                Layer("MaxPooling2D", "window", """{"pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}"""),
                Layer("Flatten", "flatten"),
                KerasModels.Dense("hidden", "relu"),
                Layer("BatchNormalization", "norm", """{"epsilon": 0.001}"""),
                KerasModels.Dense("dense", "softmax")),
            head);

        var (side, channels, values) = Map(MinusOneToOne);
        Assert.Equal(2, side);
        var largest = Enumerable.Range(0, channels).Select(channel => Enumerable.Range(0, 4).Max(place => values[(place * channels) + channel])).ToArray();
        var hidden = Apply(head[0], largest).Select(value => Math.Max(value, 0)).Select((value, i) =>
            ((value - norm.Tensors[2].Values[i]) / Math.Sqrt(norm.Tensors[3].Values[i] + 0.001) * norm.Tensors[0].Values[i]) + norm.Tensors[1].Values[i]);
        var expected = End("softmax", Apply(head[2], [.. hidden]));
        AssertScores(expected, Convert());
        AssertScoresOfOtherRuntimes(expected, 127.5f, 127.5f);
    }

    [Theory]
    [InlineData("Flatten")]
    [InlineData("GlobalMaxPooling2D")]
    public void A_dense_layer_can_follow_other_layers_than_average_pooling(string className)
    {
        var (side, channels, values) = Map(MinusOneToOne);
        var dense = Dense(className == "Flatten" ? values.Length : channels, 5, 0.05);
        Write(Flat(Size, Layer(className, "before"), KerasModels.Dense("dense", "softmax")), dense);

        double[] inputs = className == "Flatten" ? values
            : [.. Enumerable.Range(0, channels).Select(channel => Enumerable.Range(0, side * side).Max(place => values[(place * channels) + channel]))];
        AssertScores(End("softmax", Apply(dense, inputs)), Convert());
    }

    // The top of keras.applications.MobileNet: pooling that keeps its dimensions, and a convolution.
    [Fact]
    public void The_top_of_MobileNet_is_converted()
    {
        var top = new KerasLayer("conv_preds", [Tensor("kernel", 1, 1, 256, 5), Tensor("bias", 5)]);
        Write(
            Flat(
                Size,
                Layer("GlobalAveragePooling2D", "pool", """{"keepdims": true}"""),
                Layer("Dropout", "dropout"),
                Layer("Conv2D", "conv_preds", """{"kernel_size": [1, 1], "strides": [1, 1], "padding": "same", "activation": "linear"}"""),
                Layer("Reshape", "reshape_2", """{"target_shape": [5]}"""),
                Layer("Activation", "predictions", """{"activation": "softmax"}""")),
            top);

        var flat = new KerasLayer("flat", [top.Tensors[0] with { Shape = [256, 5] }, top.Tensors[1]]);
        AssertScores(End("softmax", Apply(flat, Pooled(MinusOneToOne))), Convert());
    }

    [Fact]
    public void A_head_of_one_unit_scores_the_second_of_two_classes_or_the_only_one()
    {
        var dense = Dense(256, 1);
        Write(Nested(Size, [], Pooling, KerasModels.Dense("dense", "sigmoid")), dense);
        var score = End("sigmoid", Apply(dense, Pooled(MinusOneToOne))).Single();

        File.WriteAllLines(folder["labels.txt"], ["cat", "dog"]);
        AssertScores([1 - score, score], Convert());
        File.WriteAllLines(folder["labels.txt"], ["dog"]);
        AssertScores([score], Convert());
        File.WriteAllLines(folder["labels.txt"], ["cat", "dog", "bird"]);
        var errors = Command.RunToFailureAfterMessages("FLOWER7004", "convert", folder["model.h5"], "-o", folder["f.tflite"]);
        Assert.Contains("one output", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_user_can_say_how_images_were_prepared()
    {
        var dense = Dense(256, 5);
        Write(Nested(Size, [Layer("Rescaling", "scaling", """{"scale": 2.0, "offset": -1.0}""")], Pooling, KerasModels.Dense("dense", "softmax")), dense);

        var errors = Command.RunToFailureAfterMessages("FLOWER3002", "convert", folder["model.h5"], "-o", folder["f.tflite"]);
        Assert.Contains("layer scaling", errors, StringComparison.Ordinal);
        Assert.Contains("--mean 0 --std 255", errors, StringComparison.Ordinal);
        AssertScores(End("softmax", Apply(dense, Pooled(MinusOneToOne))), Convert("--mean", "0", "--std", "255"));
        Command.RunToFailure("FLOWER1008", "convert", folder["model.h5"], "-o", folder["f.tflite"], "--mean", "0");
    }

    private void Write(KerasLayerJson model, params KerasLayer[] head) => KerasFiles.WriteLegacy(
        folder["model.h5"], model, [(BaseName, BaseLayers), .. head.Select(layer => (layer.Name, (KerasLayer[])[layer]))]);

    private IReadOnlyList<float> Convert(params string[] further)
    {
        var result = Command.Run(["convert", folder["model.h5"], "-o", folder["f.tflite"], .. further]);
        Assert.True(result.ExitCode == 0, result.Errors);
        using var classifier = ImageClassifier.Load(folder["f.tflite"]);
        Assert.Equal(File.ReadAllLines(folder["labels.txt"]).Select(line => line.TrimStart("0123456789 ".ToCharArray())), classifier.Labels);
        return classifier.Classify(Photo).Scores;
    }

    private void AssertScoresOfOtherRuntimes(double[] expected, float mean, float deviation)
    {
        var file = File.ReadAllBytes(folder["f.tflite"]);
        foreach (var runtime in Runtimes.All) AssertScores(expected, Runtimes.Run(runtime, file, [Pixels(mean, deviation)]).Single());
    }

    private static double MinusOneToOne(double pixel, int channel) => (pixel / 127.5) - 1;

    private static (int Side, int Channels, double[] Values) Map(Func<double, int, double> preparation) =>
        Network.FeatureMap([.. Pixels(0, 1).Select((pixel, i) => preparation(pixel, i % 3))], Size);

    private static float[] Pixels(float mean, float deviation)
    {
        var preprocessor = new ImagePreprocessor(Size, Size, mean, deviation);
        var pixels = new float[preprocessor.Length];
        preprocessor.Prepare(RgbImage.Load(File.ReadAllBytes(Photo)), pixels);
        return pixels;
    }

    private static double[] Pooled(Func<double, int, double> preparation)
    {
        var (side, channels, values) = Map(preparation);
        return [.. Enumerable.Range(0, channels).Select(channel => Enumerable.Range(0, side * side).Average(place => values[(place * channels) + channel]))];
    }

    private KerasLayer Dense(int inputs, int outputs, double limit = 0.3)
    {
        var kernel = Tensor("kernel", inputs, outputs);
        return new KerasLayer("dense", [kernel with { Values = [.. kernel.Values.Select(value => (float)(value * limit / 0.5))] }, Tensor("bias", outputs)]);
    }

    private KerasTensor Positive(string name, int length) => new(name, [length], [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() + 0.5f)]);

    private KerasTensor Tensor(string name, params int[] shape) => new(
        name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size)).Select(_ => random.NextSingle() - 0.5f)]);
}
