using System.Runtime.InteropServices;
using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Float32;

/// <summary>Converted models, run in real runtimes and compared with the definition of Keras in double precision.</summary>
public sealed class Float32ConverterTests
{
    private static readonly string[] FlowerNames = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    [Theory]
    [InlineData(0.35, 32)]
    [InlineData(0.35, 33)]
    [InlineData(0.35, 97)]
    [InlineData(0.5, 70)]
    [InlineData(0.75, 47)]
    [InlineData(1.4, 40)]
    public void Padding_folding_and_widths_match_Keras_for_even_and_odd_sizes(double alpha, int size)
    {
        var source = new ConversionSource
        {
            Base = NetworkCatalog.Default.At(alpha, size),
            Weights = RandomWeights.OfBase(NetworkCatalog.Default.At(alpha, 224), seed: 3),
        };
        var image = RandomWeights.Image(size, seed: 4);

        var actual = Run(source, image, Oracle.Native);

        AssertClose(KerasReference.Features(source.Weights, image, size), actual, 2e-4);
    }

    [Theory]
    [InlineData(Oracle.Native)]
    [InlineData(Oracle.NativeXnnpack)]
    [InlineData(Oracle.Tfjs)]
    [InlineData(Oracle.LiteRt)]
    public void Both_heads_return_the_probabilities_of_Keras_in_every_runtime(string backend)
    {
        var options = NetworkCatalog.Default.At(0.35, 96);
        var weights = RandomWeights.OfBase(options, seed: 5);
        var image = RandomWeights.Image(96, seed: 6);
        foreach (var head in (KerasWeights[])[RandomWeights.OfLinearHead(1280, 5, 7), RandomWeights.OfConvolutionHead(1280, 5, 8)])
        {
            var source = new ConversionSource { Base = options, Weights = weights.Append(head), Labels = FlowerNames };

            var actual = Run(source, image, backend);

            Assert.Equal(1, actual.Sum(), 1e-5);
            AssertClose(KerasReference.Probabilities(source.Weights, image, 96), actual, 1e-4);
        }
    }

    [Theory]
    [InlineData("mobilenet_v2_0.35_224_no_top.h5", 0.35)]
    [InlineData("mobilenet_v2_1.0_224_no_top.h5", 1.0)]
    [Trait("Speed", "Slow")]
    public void The_real_bases_return_the_features_and_probabilities_of_Keras(string file, double alpha)
    {
        var options = NetworkCatalog.Default.At(alpha, 224);
        var weights = KerasWeightsFile.Read(ReferenceData.Weights(file)).Append(RandomWeights.OfLinearHead(1280, 5, 9));
        var image = RandomWeights.Image(224, seed: 10);
        var features = new ConversionSource { Base = options, Weights = weights };

        AssertClose(KerasReference.Features(weights, image, 224), Run(features, image, Oracle.LiteRt), 1e-4);
        AssertClose(
            KerasReference.Probabilities(weights, image, 224),
            Run(features with { Labels = FlowerNames }, image, Oracle.Native),
            1e-4);
    }

    [Fact]
    public void The_0_35_base_returns_the_features_of_its_source_model()
    {
        var theirs = ModelReader.Read(File.ReadAllBytes(ReferenceData.Tflite("teachable_mobilenet_v2_035_float32.tflite")));
        // The same file, cut after its global average pooling.
        var pooling = theirs.Main.Operators.Index().First(op => op.Item.Code == BuiltinOperator.Mean);
        var features = ModelWriter.Write(new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors = theirs.Main.Tensors,
                    Inputs = theirs.Main.Inputs,
                    Outputs = pooling.Item.Outputs,
                    Operators = [.. theirs.Main.Operators.Take(pooling.Index + 1)],
                },
            ],
        });
        var image = RandomWeights.Image(224, seed: 11);
        var source = new ConversionSource
        {
            Base = NetworkCatalog.Default.At(0.35, 224),
            Weights = KerasWeightsFile.Read(ReferenceData.Weights("mobilenet_v2_0.35_224_no_top.h5")),
        };

        var expected = Floats(Oracle.Run(features, Bytes(image)));

        AssertClose(Array.ConvertAll(expected, value => (double)value), Run(source, image, Oracle.Native), 1e-3);
    }

    [Fact]
    public void The_graph_has_the_names_of_Keras_and_no_transpose_or_padding_operator()
    {
        var source = Small();

        var model = Float32Converter.Convert(source);

        var counts = model.Main.Operators.CountBy(op => op.Code).ToDictionary();
        Assert.Equal(
            new Dictionary<BuiltinOperator, int>
            {
                [BuiltinOperator.Conv2D] = 35,
                [BuiltinOperator.DepthwiseConv2D] = 17,
                [BuiltinOperator.Add] = 10,
                [BuiltinOperator.Mean] = 1,
                [BuiltinOperator.FullyConnected] = 1,
                [BuiltinOperator.Softmax] = 1,
            },
            counts);
        var names = model.Main.Tensors.Select(tensor => tensor.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Contains("block_11_expand/kernel", names);
        Assert.Contains("block_11_depthwise/depthwise_kernel", names);
        Assert.Contains("block_2_add", names);
        Assert.Equal([1, 96, 96, 3], model.Main.Tensors[model.Main.Inputs[0]].Shape);
        Assert.Equal([1, 5], model.Main.Tensors[model.Main.Outputs[0]].Shape);
    }

    [Fact]
    public void The_file_contains_labels_normalization_and_version_and_is_reproducible()
    {
        var source = Small() with { Name = "Flowers", Version = "1.2.0" };

        var file = TfliteFile.Write(Float32Converter.Convert(source), source);

        Assert.Equal(file, TfliteFile.Write(Float32Converter.Convert(source), source));
        var metadata = FlowerModel.Tflite.MetadataReader.Read(file)!;
        Assert.Equal(FlowerNames, metadata.Labels);
        Assert.Equal(("Flowers", "1.2.0"), (metadata.Name, metadata.Version));
        Assert.Equal((96, 96), metadata.Input!.Size);
        Assert.Equal([127.5f], metadata.Input.Mean);
        Assert.Equal([127.5f], metadata.Input.Std);
    }

    [Fact]
    public void A_missing_layer_or_wrong_width_is_reported()
    {
        var source = Small();

        var missing = Assert.Throws<KerasWeightsException>(() => Float32Converter.Convert(source with
        {
            Weights = new KerasWeights(source.Weights.Layers.Where(layer => layer.Name != "block_7_project"), "w.h5"),
        }));
        var width = Assert.Throws<KerasShapeException>(() => Float32Converter.Convert(source with { Base = NetworkCatalog.Default.At(1.0, 224) }));

        Assert.Contains("block_7_project", missing.Message, StringComparison.Ordinal);
        Assert.Contains("Conv1", width.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonfinite_weights_are_rejected()
    {
        var source = Small();
        source.Weights.Find("block_3_expand")!.Find("kernel")!.Values[5] = float.NaN;

        var error = Assert.Throws<KerasWeightsException>(() => Float32Converter.Convert(source));

        Assert.Contains("block_3_expand/kernel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_too_small_for_the_convolution_head_is_rejected()
    {
        var options = NetworkCatalog.Default.At(0.35, 64);
        var weights = RandomWeights.OfBase(options, seed: 1).Append(RandomWeights.OfConvolutionHead(1280, 5, 2));

        Assert.Throws<ArgumentException>(() => Float32Converter.Convert(
            new ConversionSource { Base = options, Weights = weights, Labels = FlowerNames }));
    }

    private static ConversionSource Small()
    {
        var options = NetworkCatalog.Default.At(0.35, 96);
        return new ConversionSource
        {
            Base = options,
            Weights = RandomWeights.OfBase(options, seed: 1).Append(RandomWeights.OfLinearHead(1280, 5, 2)),
            Labels = FlowerNames,
        };
    }

    private static float[] Run(ConversionSource source, float[] image, string backend) =>
        Floats(Oracle.Run(TfliteFile.Write(Float32Converter.Convert(source), source), Bytes(image), backend));

    private static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = expected.Zip(actual, (want, got) => Math.Abs(want - got)).Max();
        Assert.True(worst <= tolerance, $"the largest difference is {worst:G3}, of values up to {expected.Max():G3}");
        Assert.True(expected.Max() - expected.Min() > 100 * tolerance, "the reference is too flat to judge by");
    }
}
