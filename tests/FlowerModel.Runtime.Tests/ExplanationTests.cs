using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Tests.Images;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests;

public sealed class ExplanationTests
{
    private static byte[] Pixels => LinearFixture.Pixels;

    public static TheoryData<string> NumberFormats => ["float32", "float16", "int8 kernel", "reshape"];

    [Theory]
    [MemberData(nameof(NumberFormats))]
    public void Each_place_is_the_product_of_its_features_and_the_weights(string format)
    {
        using var classifier = ImageClassifier.Load(Model(format));
        Assert.True(classifier.CanExplain);

        var explanation = classifier.Explain(Pixels, LinearFixture.Size, LinearFixture.Size);

        Assert.Equal(classifier.Classify(Pixels, LinearFixture.Size, LinearFixture.Size).Scores, explanation.Classification.Scores);
        Assert.Equal(explanation.Classification.Index, explanation.Map().Index);
        for (var label = 0; label < 3; label++)
        {
            var map = explanation.Map(label);
            Assert.Equal((classifier.Labels[label], label, LinearFixture.Size, LinearFixture.Size), (map.Label, map.Index, map.Width, map.Height));
            Assert.Equal(LinearFixture.Bias[label], map.Bias, 1e-6);
            for (var place = 0; place < LinearFixture.Size * LinearFixture.Size; place++)
            {
                var expected = Enumerable.Range(0, 3).Sum(channel => (double)LinearFixture.Kernel[(label * 3) + channel] * Pixels[(place * 3) + channel]);
                Assert.Equal(expected, map[place % LinearFixture.Size, place / LinearFixture.Size], format == "float32" ? 1e-4 : 0.05);
            }
        }
    }

    [Fact]
    public void Every_kind_of_input_has_the_same_map()
    {
        using var folder = new TemporaryFolder();
        var (path, bmp) = (folder["image.bmp"], TinyImage.Bmp(LinearFixture.Size, LinearFixture.Size, Pixels));
        File.WriteAllBytes(path, bmp);
        using var classifier = ImageClassifier.Load(LinearFixture.Write());
        var expected = Values(classifier.Explain(Pixels, LinearFixture.Size, LinearFixture.Size));

        Assert.Equal(expected, Values(classifier.Explain(path)));
        Assert.Equal(expected, Values(classifier.Explain(new MemoryStream(bmp))));
        Assert.Equal(expected, Values(classifier.Explain(bmp)));
        Assert.Equal(expected, Values(classifier.Explain(new RgbImage(LinearFixture.Size, LinearFixture.Size, Pixels))));
    }

    [Fact]
    public void Gray_levels_span_the_map_and_places_outside_are_errors()
    {
        using var classifier = ImageClassifier.Load(LinearFixture.Write());
        var map = classifier.Explain([0, 0, 0, 255, 255, 255], 2, 1).Map(0);

        var gray = map.ToGrayscale();

        Assert.Equal((0, 255), (gray.Min(), gray.Max()));
        Assert.Equal(Array.IndexOf(gray, gray.Max()), map.Values.IndexOf(map.Values.ToArray().Max()));
        Assert.Throws<ArgumentOutOfRangeException>("x", () => map[LinearFixture.Size, 0]);
        Assert.Throws<ArgumentOutOfRangeException>("y", () => map[0, -1]);
        Assert.All(classifier.Explain([7, 7, 7], 1, 1).Map(0).ToGrayscale(), level => Assert.Equal(0, level));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => classifier.Explain([7, 7, 7], 1, 1).Map(3));
    }

    [Fact]
    public void A_model_with_more_behind_its_feature_map_has_no_maps()
    {
        using var noLayer = ImageClassifier.Load(ClassifierFixture.Write(2, ClassifierFixture.Metadata()));
        using var activated = ImageClassifier.Load(LinearFixture.Write(FusedActivation.Relu));

        Assert.False(noLayer.CanExplain);
        Assert.False(activated.CanExplain);
        Assert.True(activated.CanEmbed);
        Assert.Throws<NotSupportedException>(() => noLayer.Explain([1, 2, 3], 1, 1));
        Assert.Throws<NotSupportedException>(() => activated.Explain([1, 2, 3], 1, 1));
    }

    private static float[] Values(Explanation explanation) => explanation.Map().Values.ToArray();

    private static byte[] Model(string format) => format switch
    {
        "float16" => LinearFixture.Write(kernel: builder =>
        {
            var wide = builder.Float(3, 3);
            builder.Operator(
                BuiltinOperator.Dequantize, null, [builder.Constant(TensorType.Float16, LinearFixture.Kernel.Select(weight => (Half)weight).ToArray(), null, 3, 3)], wide);
            return wide;
        }),
        "int8 kernel" => LinearFixture.Write(kernel: builder =>
        {
            float[] scales = [0.02f / 127, 0.03f / 127, 0.05f / 127];
            sbyte[] stored = [.. LinearFixture.Kernel.Select((weight, i) => (sbyte)MathF.Round(weight / scales[i / 3]))];
            return builder.Constant(TensorType.Int8, stored, new Quantization(scales, new long[3], 0), 3, 3);
        }),
        "reshape" => LinearFixture.Write(reshape: true),
        _ => LinearFixture.Write(),
    };
}
