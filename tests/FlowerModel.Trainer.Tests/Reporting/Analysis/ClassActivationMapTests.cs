using System.Runtime.InteropServices;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;
using FlowerModel.Trainer.Reporting.Analysis;
using FlowerModel.Trainer.Tests.Golden;

namespace FlowerModel.Trainer.Tests.Reporting.Analysis;

/// <summary>The maps that the report shows, of a network that the convert stage wrote.</summary>
public sealed class ClassActivationMapTests
{
    private static byte[] File { get; } = System.IO.File.ReadAllBytes(Path.Combine(GoldenWorkspace.Committed, "small.float32.tflite"));

    private static Model Small { get; } = ModelReader.Read(File);

    private static RgbImage Photo { get; } = RgbImage.Load(Path.Combine(GoldenWorkspace.Committed, "photo.jpg"));

    [Fact]
    public void The_mean_of_the_map_plus_the_bias_is_the_logit_of_the_class()
    {
        using var classifier = ImageClassifier.Load(File);
        var (logits, channels) = (Tensor(BuiltinOperator.FullyConnected, output: true), Tensor(BuiltinOperator.Mean, output: false));
        Assert.Equal(3, logits.Length);

        var explanation = classifier.Explain(Photo);

        for (var label = 0; label < logits.Length; label++)
        {
            var map = explanation.Map(label);
            Assert.Equal((label, classifier.Labels[label]), (map.Index, map.Label));
            Assert.Equal(map.Width * map.Height, map.Values.Length);
            Assert.Equal(0, channels.Length % map.Values.Length);
            Assert.Equal(1, (map.Values.ToArray().Average() + map.Bias) / logits[label], 1e-4);
        }
    }

    [Fact]
    public void Each_place_is_the_product_of_its_features_and_the_kernel()
    {
        using var classifier = ImageClassifier.Load(File);
        var features = Tensor(BuiltinOperator.Mean, output: false);
        var dense = Small.Main.Operators.Last(step => step.Code == BuiltinOperator.FullyConnected);
        var kernel = MemoryMarshal.Cast<byte, float>(Small.Main.Tensors[dense.Inputs[1]].Data.Span).ToArray();
        var channels = kernel.Length / 3;

        var map = classifier.Explain(Photo).Map(1);

        for (var place = 0; place < map.Values.Length; place++)
        {
            var expected = Enumerable.Range(0, channels).Sum(channel => (double)kernel[channels + channel] * features[(place * channels) + channel]);
            Assert.Equal(1, map[place % map.Width, place / map.Width] / expected, 1e-4);
        }
    }

    [Fact]
    public void The_result_is_that_of_classifying_and_the_feature_vector_that_of_the_last_layer()
    {
        using var classifier = ImageClassifier.Load(File);

        Assert.Equal(classifier.Classify(Photo).Scores, classifier.Explain(Photo).Classification.Scores);
        Assert.Equal(Tensor(BuiltinOperator.FullyConnected, output: false), classifier.Embed(Photo));
    }

    [Theory]
    [InlineData("small.int8.tflite")]
    [InlineData("small.dynamic.tflite")]
    public void Maps_and_vectors_of_quantized_models_are_near_those_of_the_float_model(string name)
    {
        using var exact = ImageClassifier.Load(File);
        using var quantized = ImageClassifier.Load(Path.Combine(GoldenWorkspace.Committed, name));
        Assert.True(quantized.CanEmbed);
        Assert.True(quantized.CanExplain);

        Assert.InRange(FeatureVector.CosineSimilarity(exact.Embed(Photo), quantized.Embed(Photo)), 0.95f, 1f);
        var (expected, explanation) = (exact.Explain(Photo), quantized.Explain(Photo));
        for (var label = 0; label < exact.Labels.Count; label++)
        {
            var (map, near) = (expected.Map(label), explanation.Map(label));
            Assert.Equal(1, near.Bias / map.Bias, 0.01);
            Assert.InRange(FeatureVector.CosineSimilarity(map.Values, near.Values), 0.9f, 1f);
        }
    }

    [Fact]
    public void Levels_are_0_to_99()
    {
        Assert.Equal([0, 49, 99], MapLevels.Of(3, [-2, 0, 2]).Levels);
        Assert.Equal([0, 0], MapLevels.Of(2, [5, 5]).Levels);
    }

    /// <summary>The output of the last operator of a kind, or its first input.</summary>
    private static float[] Tensor(BuiltinOperator code, bool output)
    {
        var shape = Small.Main.Tensors[Small.Main.Inputs[0]].Shape;
        var preprocessor = new ImagePreprocessor(shape[2], shape[1]);
        var image = new float[preprocessor.Length];
        preprocessor.Prepare(Photo, image);
        var step = Small.Main.Operators.Last(step => step.Code == code);
        var index = output ? step.Outputs[0] : step.Inputs[0];
        float[]? values = null;
        var interpreter = new Interpreter(Small);
        interpreter.Run(MemoryMarshal.AsBytes(image.AsSpan()), new byte[interpreter.OutputTensor.ByteSize], tensor =>
        {
            if (tensor.Index == index) values = tensor.Floats.ToArray();
        });
        return values!;
    }
}
