using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime;
using FlowerModel.Testing;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Web.Tests;

/// <summary>MediaPipe's ImageClassifier in a real browser, through the page of the sample, with models that this project wrote.</summary>
[Trait("Speed", "Slow")]
public sealed class MediaPipeTests(TrainedSample sample)
{
    private const string Float32 = "Flowers";
    private const string Int8 = "Flowers.int8";

    /// <summary>MediaPipe scales photos without antialiasing and our runtime with it. If the model is confident, scores differ by less than this.</summary>
    private const double WholePhotoTolerance = 0.2;

    [Theory]
    [InlineData(Float32)]
    [InlineData(Int8)]
    public void The_page_classifies_photos_with_the_scores_of_our_runtime_and_sends_no_requests_to_other_hosts(string model)
    {
        using var classifier = ImageClassifier.Load(sample.Model(model));
        var photos = TrainedSample.UnseenPhotos(classifier);
        using var program = new FlowerWebProgram(sample.Program);

        var report = new PageVisit(program.Url, [.. photos.Select(photo => photo.Path)], model).Make();

        Assert.Equal(("ready", $"The model {model} is loaded."), (report.Opening.State, report.Opening.Status));
        AssertAnswers(classifier, photos, report, WholePhotoTolerance);
        Assert.Empty(report.Errors);
        Assert.All(report.Requests, url => Assert.True(
            url.StartsWith(program.Url + "/", StringComparison.Ordinal)
            || url.StartsWith("blob:" + program.Url, StringComparison.Ordinal), url));
    }

    /// <summary>The remaining differences are rounding in float32, or a few steps of 1/256 of an int8 output.</summary>
    [Theory]
    [InlineData(Float32, 1e-4)]
    [InlineData(Int8, 0.02)]
    public void Photos_that_need_no_scaling_get_the_same_scores(string model, double tolerance) =>
        AssertSameScores(sample.Model(model), tolerance);

    [Fact]
    public void A_model_with_byte_input_and_output_needs_no_normalization_and_agrees()
    {
        using var folder = new TemporaryFolder();
        var float32 = File.ReadAllBytes(sample.Model(Float32));
        var bytes = Quantizer.Quantize(
            float32,
            new QuantizationOptions { Format = NumberFormat.Int8, Input = InferenceType.UInt8, Output = InferenceType.UInt8 },
            CalibrationImages.FromFiles(float32, TrainedSample.TrainingPhotos(perClass: 10)));
        File.WriteAllBytes(folder["Bytes.tflite"], bytes.File.ToArray());
        // XNNPACK rounds in floats, so an activation can be one step off, and calibrated scores are sharper than those before softmax's usual range.
        AssertSameScores(folder["Bytes.tflite"], tolerance: 0.03);
    }

    [Fact]
    public void Unusable_files_are_reported_and_another_model_or_photo_works_afterwards()
    {
        using var folder = new TemporaryFolder();
        File.Copy(sample.Model(Float32), folder["B.tflite"]);
        File.WriteAllText(folder["A.tflite"], "This is no model.");
        File.WriteAllText(folder["no image.jpg"], "This is no image.");
        using var classifier = ImageClassifier.Load(sample.Model(Float32));
        var photo = TrainedSample.UnseenPhotos(classifier)[0];
        using var program = new FlowerWebProgram(sample.Program, folder.FullName);

        var refused = new PageVisit(program.Url, [], Model: "A").Make().Opening;
        var chosen = new PageVisit(program.Url, [folder["no image.jpg"], photo.Path], Model: "B").Make();

        Assert.Equal("failed", refused.State);
        Assert.StartsWith("The model A cannot be loaded: ", refused.Problem, StringComparison.Ordinal);
        Assert.Equal(("ready", ""), (chosen.Opening.State, chosen.Opening.Problem));
        Assert.Equal("no image.jpg is not an image that this browser can read.", chosen.Answers[0].Problem);
        Assert.Empty(chosen.Answers[0].Classes);
        AssertAnswers(classifier, [photo], chosen with { Answers = [chosen.Answers[1]] }, WholePhotoTolerance);
    }

    private void AssertSameScores(string model, double tolerance)
    {
        using var folder = new TemporaryFolder();
        using var classifier = ImageClassifier.Load(model);
        LabeledPhoto[] images =
        [
            .. TrainedSample.UnseenPhotos(classifier).Select(photo => photo with
            {
                Path = PreparedImage.Write(photo.Path, classifier.ImageWidth, folder[photo.Label + ".bmp"]),
            }),
        ];
        using var program = new FlowerWebProgram(sample.Program, Path.GetDirectoryName(model));

        var name = Path.GetFileNameWithoutExtension(model);
        var report = new PageVisit(program.Url, [.. images.Select(image => image.Path)], name, Drop: true).Make();

        AssertAnswers(classifier, images, report, tolerance);
    }

    private static void AssertAnswers(ImageClassifier classifier, IReadOnlyList<LabeledPhoto> photos, VisitReport report, double tolerance)
    {
        Assert.Equal(photos.Count, report.Answers.Count);
        foreach (var (photo, page) in photos.Zip(report.Answers))
        {
            var ours = classifier.Classify(photo.Path);
            Assert.Equal(("answered", ""), (page.State, page.Problem));
            Assert.Equal(photo.Label, page.Classes[0].Label);
            Assert.Equal(classifier.Labels.Order(StringComparer.Ordinal), page.Classes.Select(row => row.Label).Order(StringComparer.Ordinal));
            Assert.Equal(page.Classes.OrderByDescending(row => row.Score), page.Classes);
            Assert.All(page.Classes, row => Assert.Equal(ours.Top(int.MaxValue).Single(c => c.Label == row.Label).Score, row.Score, tolerance));
        }
    }
}
