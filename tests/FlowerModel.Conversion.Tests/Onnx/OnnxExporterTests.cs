using FlowerModel.Conversion.Onnx;
using FlowerModel.Conversion.Tests.Quantization;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Tests.Onnx;

/// <summary>Exported models in ONNX Runtime, which knows nothing of this project, against our interpreter on the .tflite.</summary>
public sealed class OnnxExporterTests
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<string, bool> Networks => [.. NetworkCatalog.All.SelectMany(network => new[] { (network.Name, false), (network.Name, true) })];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_network_and_head_returns_the_same_scores_in_float32(string network, bool convolution)
    {
        var (file, images) = TestModels.Random(network, convolution, 50);
        using var session = new OnnxSession(file);

        var agreement = Agreement.Of(session, images);

        Assert.True(agreement.Largest <= Tolerance, $"{agreement}");
        Assert.Equal(0, agreement.Labels);
        Assert.True(agreement.Spread > 20 * agreement.Largest, $"the scores hardly depend on the image: {agreement}");
    }

    [Fact]
    public void Fifty_photos_get_the_same_scores_in_float32_and_nearly_the_same_in_int8()
    {
        var (training, photos) = (TestModels.Photos(10, 250), TestModels.Photos(0, 50));
        var float32 = TestModels.Embedded(training);
        using var original = new OnnxSession(float32);
        using var int8 = new OnnxSession(TestModels.Quantized(float32, NumberFormat.Int8, [.. training.Take(100)]));

        var (inFloat32, inInt8) = (Agreement.Of(original, photos), Agreement.Of(int8, photos));

        TestContext.Current.TestOutputHelper!.WriteLine($"float32: {inFloat32}\nint8: {inInt8}");
        Assert.True(inFloat32.Largest <= Tolerance, $"{inFloat32}");
        Assert.Equal(0, inFloat32.Labels);
        // ONNX Runtime rounds sums once, TensorFlow Lite's own kernels twice: some steps of 1/256 in the scores, and another label only where classes are close.
        Assert.True(inInt8 is { Largest: < 0.15f, Mean: < 0.05f, Labels: <= 2 }, $"{inInt8}");
        Assert.True(inInt8.Spread > 0.9f, "the scores hardly depend on the image");
    }

    // Google's converter wrote this file: MobileNetV2 for ImageNet in int8, with uint8 ends.
    [Fact]
    public void A_model_of_another_converter_that_takes_bytes_names_the_same_things_in_photos()
    {
        using var session = new OnnxSession(File.ReadAllBytes(ReferenceData.Tflite("tf2_mobilenet_v2_1.0_224_ptq.tflite")));
        var preprocessor = new ImagePreprocessor(224, 224, mean: 0, standardDeviation: 1);
        var photos = Directory.EnumerateFiles(ReferenceData.FlowerPhotos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(20);

        var pairs = photos.Select(path =>
        {
            var samples = new float[preprocessor.Length];
            preprocessor.Prepare(RgbImage.Load(path), samples);
            var bytes = Array.ConvertAll(samples, sample => (byte)MathF.Round(sample));
            return (Expected: session.Expected(bytes), Actual: session.Actual(bytes));
        }).ToArray();

        Assert.Equal(20, pairs.Length);
        Assert.InRange(pairs.Count(pair => Best(pair.Expected) == Best(pair.Actual)), 19, 20);
        Assert.InRange(pairs.Average(pair => pair.Expected.Zip(pair.Actual, (want, got) => Math.Abs(want - got)).Max()), 0, 12);
        Assert.InRange(pairs.Select(pair => Best(pair.Expected)).Distinct().Count(), 2, 20);

        static int Best(byte[] scores) => Array.IndexOf(scores, scores.Max());
    }

    [Fact]
    public void Weights_of_half_precision_stay_so()
    {
        var (float32, images) = TestModels.Random("MobileNetV2", convolution: false, 5);
        using var session = new OnnxSession(TestModels.Quantized(float32, NumberFormat.Float16, images));

        Assert.True(Agreement.Of(session, images).Largest <= Tolerance);
        Assert.InRange(session.Onnx.Length, float32.Length * 0.4, float32.Length * 0.6);
    }

    [Fact]
    public void Several_images_in_one_run_get_the_scores_of_single_ones()
    {
        var (file, images) = TestModels.Random("MobileNetV3Small", convolution: true, 3);
        using var session = new OnnxSession(file);

        var together = session.Actual(images);

        float[] single = [.. images.SelectMany(image => session.Actual(image))];
        Assert.Equal(15, together.Length);
        Assert.All(single.Zip(together), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Labels_normalization_and_the_rest_of_the_metadata_are_kept()
    {
        using var session = new OnnxSession(TestModels.Random("EfficientNetV2B0", convolution: false, 5).File);

        var metadata = session.Metadata;

        Assert.Equal("Drawn images.", metadata.Description);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["name"] = "Test", ["version"] = "1.2.0", ["description"] = "Drawn images.", ["labels"] = "one\ntwo\nthree\nfour\nfive",
                ["mean"] = "0", ["std"] = "255", ["channel_order"] = "RGB", ["layout"] = "NHWC", ["unknown_threshold"] = "0.25",
            },
            metadata.CustomMetadataMap);
    }

    [Fact]
    public void The_same_model_becomes_the_same_bytes()
    {
        var (file, images) = TestModels.Random("MobileNetV1", convolution: false, 20);
        var int8 = TestModels.Quantized(file, NumberFormat.Int8, images);

        Assert.Equal(OnnxExporter.Export(file), OnnxExporter.Export(file.ToArray()));
        Assert.Equal(OnnxExporter.Export(int8), OnnxExporter.Export(int8.ToArray()));
    }

    [Fact]
    public void Int8_kernels_stay_int8_and_the_graph_has_the_form_that_runtimes_recognize()
    {
        var (file, images) = TestModels.Random("MobileNetV1", convolution: false, 20);
        var int8 = TestModels.Quantized(file, NumberFormat.Int8, images);

        var onnx = OnnxExporter.Export(int8);

        Assert.InRange(onnx.Length, int8.Length * 0.8, int8.Length * 1.3);
        var operators = OnnxSession.OptimizedOperators(onnx);
        Assert.Equal(27, operators.Count(kind => kind == "QLinearConv"));
        Assert.DoesNotContain("Conv", operators);
    }

    [Fact]
    public void An_unsupported_operator_is_named()
    {
        var model = SmallModels.Of(
            [SmallModels.Activation("input", 1, 4), SmallModels.Activation("result", 1, 4)],
            1,
            new Operator { Code = BuiltinOperator.Floor, Inputs = [0], Outputs = [1] });

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(ModelWriter.Write(MinRuntimeVersion.Stamp(model))));

        Assert.Contains("Floor", error.Message, StringComparison.Ordinal);
        Assert.Equal("FLOWER7003", error.Diagnostic.Code);
    }

    [Fact]
    public void A_dynamic_range_model_is_refused_with_advice()
    {
        var (float32, images) = TestModels.Random("MobileNetV2", convolution: false, 5);

        var error = Assert.Throws<OnnxExportException>(() => OnnxExporter.Export(TestModels.Quantized(float32, NumberFormat.Dynamic, images)));

        Assert.Contains("export the float32 or the int8 model", error.Message, StringComparison.Ordinal);
    }
}
