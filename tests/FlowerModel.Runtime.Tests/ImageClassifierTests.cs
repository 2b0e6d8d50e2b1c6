using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Tests.Images;
using FlowerModel.Runtime.Tests.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using FlowerModel.Tflite.Metadata;

namespace FlowerModel.Runtime.Tests;

public class ImageClassifierTests
{
    private static readonly byte[] Reddish = [255, 0, 0, 255, 255, 0];

    public static TheoryData<TensorType, TensorType> ElementTypes()
    {
        var pairs = new TheoryData<TensorType, TensorType>();
        TensorType[] types = [TensorType.Float32, TensorType.UInt8, TensorType.Int8];
        foreach (var input in types)
        {
            foreach (var output in types) pairs.Add(input, output);
        }

        return pairs;
    }

    [Theory]
    [InlineData(0.5f, true)]
    [InlineData(0.6f, false)]
    public void An_answer_below_the_threshold_of_the_model_is_unknown(float threshold, bool isKnown)
    {
        var (file, metadata) = (ClassifierFixture.Write(4, null), ClassifierFixture.Metadata(mean: 0, deviation: 255));
        var model = ModelReader.Read(file) with { Metadata = [MetadataEntry.ForUnknownThreshold(threshold)] };
        using var classifier = ImageClassifier.Load(MetadataWriter.Write(model, metadata));

        // The score is e / (e + sqrt(e) + 1), about 0.506.
        Assert.Equal(threshold, classifier.UnknownThreshold);
        Assert.Equal(isKnown, classifier.Classify(Reddish, 2, 1).IsKnown);
    }

    [Fact]
    public void Without_a_threshold_every_answer_is_known()
    {
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(4, ClassifierFixture.Metadata()));
        Assert.Null(classifier.UnknownThreshold);
        Assert.True(classifier.Classify(Reddish, 2, 1).IsKnown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("much")]
    [InlineData("1.5")]
    [InlineData("NaN")]
    public void A_threshold_that_is_no_score_is_a_fault_of_the_file(string text)
    {
        var model = ModelReader.Read(ClassifierFixture.Write(4, null)) with
        {
            Metadata = [new MetadataEntry(MetadataEntry.UnknownThreshold, System.Text.Encoding.ASCII.GetBytes(text))],
        };
        Assert.Throws<TfliteFormatException>(() => ImageClassifier.Load(ModelWriter.Write(model)));
    }

    [Fact]
    public void Labels_normalization_name_and_version_are_read_from_metadata()
    {
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(4, ClassifierFixture.Metadata(mean: 0, deviation: 255)));

        var answer = classifier.Classify(Reddish, 2, 1);

        Assert.Equal(["red", "green", "blue"], classifier.Labels);
        Assert.Equal(("Colors", "1.2.3"), (classifier.Name, classifier.Version));
        Assert.Equal((4, 4), (classifier.ImageWidth, classifier.ImageHeight));

        // Means 1, 0.5 and 0 after (x - 0) / 255, then softmax.
        var sum = Math.E + Math.Exp(0.5) + 1;
        Assert.Equal(("red", 0), (answer.Label, answer.Index));
        Assert.Equal(Math.E / sum, answer.Score, 1e-5);
        float[] scores = [(float)(Math.E / sum), (float)(Math.Exp(0.5) / sum), (float)(1 / sum)];
        Assert.Equal(scores, answer.Scores, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Without_metadata_the_caller_states_the_normalization_and_classes_are_numbered()
    {
        using var classifier = ImageClassifier.Load(
            ClassifierFixture.Write(2, metadata: null), new ImageClassifierOptions { Mean = 127.5f, StandardDeviation = 127.5f });

        var answer = classifier.Classify(Reddish, 2, 1);

        Assert.Equal(["0", "1", "2"], classifier.Labels);
        Assert.Null(classifier.Name);
        Assert.Null(classifier.Version);
        Assert.Equal(Math.E / (Math.E + 1 + Math.Exp(-1)), answer.Score, 1e-5);
    }

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void Inputs_and_scores_can_be_floats_or_bytes(TensorType inputType, TensorType outputType)
    {
        var file = ClassifierFixture.Write(2, inputType, outputType, ClassifierFixture.InputScale(inputType));
        using var classifier = ImageClassifier.Load(file);

        var answer = classifier.Classify(Reddish, 2, 1);

        // The means are 1, 0 and -1, each within half a step of the input; the scores are within half a step of the output.
        var sum = Math.E + 1 + Math.Exp(-1);
        var tolerance = 1e-5 + (inputType == TensorType.Float32 ? 0 : 0.5 / 127.5) + (outputType == TensorType.Float32 ? 0 : 0.5 / 256);
        double[] expected = [Math.E / sum, 1 / sum, Math.Exp(-1) / sum];
        Assert.Equal("red", answer.Label);
        for (var i = 0; i < 3; i++) Assert.Equal(expected[i], answer.Scores[i], tolerance);
    }

    [Theory]
    [InlineData(TensorType.UInt8, 0.02f, 60)]
    [InlineData(TensorType.Int8, 0.01f, -20)]
    [InlineData(TensorType.UInt8, 1f, 0)]
    public void Any_input_scale_is_supported(TensorType type, float scale, int zeroPoint)
    {
        using var classifier = ImageClassifier.Load(
            ClassifierFixture.Write(1, type, TensorType.Float32, new Quantization(scale, zeroPoint)));

        var answer = classifier.Classify([255, 128, 90], 1, 1);

        // The values stored for the samples, read back: rounded to whole steps and clamped to the range of the type.
        var (lowest, highest) = type == TensorType.Int8 ? (-128, 127) : (0, 255);
        double[] logits = [.. new[] { 255, 128, 90 }
            .Select(sample => ((sample / 127.5f) - 1) / scale)
            .Select(steps => Math.Clamp(Math.Round(steps, MidpointRounding.AwayFromZero) + zeroPoint, lowest, highest))
            .Select(stored => (stored - zeroPoint) * scale)];
        var sum = logits.Sum(Math.Exp);
        for (var i = 0; i < 3; i++) Assert.Equal(Math.Exp(logits[i]) / sum, answer.Scores[i], 1e-5);
    }

    [Fact]
    public void Top_returns_the_best_first_and_at_most_all()
    {
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(2, ClassifierFixture.Metadata()));
        var answer = classifier.Classify([0, 7, 0], 1, 1);

        Assert.Equal(["green"], answer.Top(1).Select(candidate => candidate.Label));

        // Red and blue have the same score, so the lower index comes first.
        Assert.Equal([1, 0, 2], answer.Top(100).Select(candidate => candidate.Index));
        Assert.Throws<ArgumentOutOfRangeException>(() => answer.Top(0));
        Assert.StartsWith("green ", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_streams_pixels_and_images_return_the_same_result()
    {
        using var folder = new TemporaryFolder();
        byte[] pixels = [.. Enumerable.Range(0, 5 * 7 * 3).Select(i => (byte)(i * 37))];
        File.WriteAllBytes(folder["image.bmp"], TinyImage.Bmp(5, 7, pixels));
        File.WriteAllBytes(folder["model.tflite"], ClassifierFixture.Write(3, ClassifierFixture.Metadata()));
        using var classifier = ImageClassifier.Load(folder["model.tflite"]);
        using var stream = File.OpenRead(folder["image.bmp"]);

        var expected = classifier.Classify(pixels, 5, 7).Scores;

        Assert.Equal(expected, classifier.Classify(folder["image.bmp"]).Scores);
        Assert.Equal(expected, classifier.Classify(stream).Scores);
        Assert.Equal(expected, classifier.Classify(new RgbImage(5, 7, pixels)).Scores);
        using var modelStream = File.OpenRead(folder["model.tflite"]);
        using var fromStream = ImageClassifier.Load(modelStream);
        Assert.Equal(expected, fromStream.Classify(pixels, 5, 7).Scores);
    }

    [Fact]
    public void An_embedded_model_is_found_by_its_logical_name()
    {
        var assembly = typeof(ImageClassifierTests).Assembly;

        using var classifier = ImageClassifier.LoadResource(assembly, "colors.tflite");

        Assert.Equal("red", classifier.Classify(Reddish, 2, 1).Label);
        var error = Assert.Throws<FileNotFoundException>(() => ImageClassifier.LoadResource(assembly, "none.tflite"));
        Assert.Contains("none.tflite", error.Message);
        Assert.Contains(assembly.GetName().Name!, error.Message);
    }

    [Fact]
    public void Errors_describe_the_problem()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["words.jpg"], "words");
        var classifier = ImageClassifier.Load(ClassifierFixture.Write(2, ClassifierFixture.Metadata()));

        Assert.Equal(folder["none.jpg"], Assert.Throws<FileNotFoundException>(() => classifier.Classify(folder["none.jpg"])).FileName);
        Assert.Contains("words.jpg", Assert.Throws<ImageFormatException>(() => classifier.Classify(folder["words.jpg"])).Message);
        Assert.Throws<ArgumentException>(() => classifier.Classify(new byte[10], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Classify([], 0, 2));
        Assert.Equal(
            folder["none.tflite"], Assert.Throws<FileNotFoundException>(() => ImageClassifier.Load(folder["none.tflite"])).FileName);
        Assert.Throws<TfliteFormatException>(() => ImageClassifier.Load(new byte[] { 1, 2, 3 }));

        classifier.Dispose();
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify(Reddish, 2, 1));
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify(folder["none.jpg"]));
    }

    [Fact]
    public void A_model_that_is_not_an_image_classifier_is_rejected()
    {
        var builder = new ModelBuilder();
        var (input, output) = (builder.Float(1, 8), builder.Float(1, 8));
        builder.Operator(BuiltinOperator.Softmax, new SoftmaxOptions(1), [input], output);

        Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(ModelWriter.Write(builder.Build([input], [output]))));
    }

    [Fact]
    public void The_number_of_labels_must_match_the_number_of_scores()
    {
        var metadata = ClassifierFixture.Metadata() with { Labels = ["red", "green"] };

        Assert.Contains(
            "2 labels",
            Assert.Throws<TfliteFormatException>(() => ImageClassifier.Load(ClassifierFixture.Write(2, metadata))).Message);
    }

    [Fact]
    public void Different_means_per_channel_are_rejected()
    {
        var metadata = ClassifierFixture.Metadata() with
        {
            Input = new ImageInputMetadata { Mean = [123.7f, 116.3f, 103.5f], Std = [1, 1, 1] },
        };

        Assert.Throws<UnsupportedModelException>(() => ImageClassifier.Load(ClassifierFixture.Write(2, metadata)));
    }

    [Fact]
    public void Many_threads_can_use_one_classifier()
    {
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(16, ClassifierFixture.Metadata()));

        Parallel.For(0, 200, i =>
        {
            byte[] pixel = [(byte)i, (byte)(255 - i), (byte)(i * 3)];
            float[] expected = [pixel[0] / 127.5f, pixel[1] / 127.5f, pixel[2] / 127.5f];
            var best = Array.IndexOf(expected, expected.Max());
            Assert.Equal(best, classifier.Classify(pixel, 1, 1).Index);
        });
    }

    [Fact]
    public void A_call_allocates_little_more_than_its_result()
    {
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(128, ClassifierFixture.Metadata()));
        var pixels = new byte[300 * 200 * 3];

        Assert.InRange(Allocations.Of(() => classifier.Classify(pixels, 300, 200), calls: 20) / 20, 0, 2000);
    }
}
