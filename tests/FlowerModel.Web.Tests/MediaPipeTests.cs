using FlowerModel.Runtime;
using FlowerModel.Testing;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Web.Tests;

/// <summary>MediaPipe's ImageClassifier, in a real browser and through the sample's page, on models that this project wrote.</summary>
[Trait("Speed", "Slow")]
public sealed class MediaPipeTests(TrainedSample sample) : IClassFixture<TrainedSample>
{
    /// <summary>MediaPipe scales a photo without antialiasing and ours with it; on photos of which the model is sure that moves a score by less.</summary>
    private const double WholePhotoTolerance = 0.2;

    /// <summary>What rounding the samples of a prepared picture to bytes may move a score by.</summary>
    private const double PreparedPictureTolerance = 0.01;

    [Fact]
    public void The_page_names_photos_with_the_scores_of_our_own_runtime_and_asks_no_other_host_for_anything()
    {
        using var classifier = ImageClassifier.Load(sample.Model);
        var photos = TrainedSample.UnseenPhotos(classifier);
        using var program = new FlowerWebProgram(sample.Program);

        var report = new PageVisit(program.Address, [.. photos.Select(photo => photo.Path)]).Make();

        Assert.Equal("ready", report.Opening.State);
        AssertAnswers(classifier, photos, report, WholePhotoTolerance);
        Assert.Empty(report.Errors);
        Assert.All(report.Requests, address => Assert.True(
            address.StartsWith(program.Address + "/", StringComparison.Ordinal)
            || address.StartsWith("blob:" + program.Address, StringComparison.Ordinal), address));
    }

    [Fact]
    public void A_photo_that_needs_no_scaling_gets_the_same_scores_so_decoding_normalisation_and_labels_agree()
    {
        using var folder = new TemporaryFolder();
        using var classifier = ImageClassifier.Load(sample.Model);
        var pictures = TrainedSample.UnseenPhotos(classifier).Select(photo => photo with { Path = Prepare(photo, classifier, folder) }).ToArray();
        using var program = new FlowerWebProgram(sample.Program);

        var report = new PageVisit(program.Address, [.. pictures.Select(picture => picture.Path)], Drop: true).Make();

        AssertAnswers(classifier, pictures, report, PreparedPictureTolerance);
    }

    [Fact]
    public void What_cannot_be_used_is_named_and_another_model_or_photo_is_taken_afterwards()
    {
        using var folder = new TemporaryFolder();
        File.Copy(sample.Model, folder["B.tflite"]);
        File.WriteAllText(folder["A.tflite"], "This is no model.");
        File.WriteAllText(folder["no picture.jpg"], "This is no picture.");
        using var classifier = ImageClassifier.Load(sample.Model);
        var photo = TrainedSample.UnseenPhotos(classifier)[0];
        using var program = new FlowerWebProgram(sample.Program, folder.FullName);

        var refused = new PageVisit(program.Address, [], Model: "A").Make().Opening;
        var chosen = new PageVisit(program.Address, [folder["no picture.jpg"], photo.Path], Model: "B").Make();

        Assert.Equal("failed", refused.State);
        Assert.StartsWith("The model A cannot be loaded: ", refused.Problem, StringComparison.Ordinal);
        Assert.Equal(("ready", ""), (chosen.Opening.State, chosen.Opening.Problem));
        Assert.Equal("no picture.jpg is no picture that this browser can read.", chosen.Answers[0].Problem);
        Assert.Empty(chosen.Answers[0].Classes);
        AssertAnswers(classifier, [photo], chosen with { Answers = [chosen.Answers[1]] }, WholePhotoTolerance);
    }

    private static string Prepare(LabelledPhoto photo, ImageClassifier classifier, TemporaryFolder folder)
    {
        var path = folder[photo.Label + ".bmp"];
        PreparedPicture.Write(photo.Path, classifier.ImageWidth, path);
        return path;
    }

    private static void AssertAnswers(ImageClassifier classifier, IReadOnlyList<LabelledPhoto> photos, VisitReport report, double tolerance)
    {
        Assert.Equal(photos.Count, report.Answers.Count);
        foreach (var (photo, page) in photos.Zip(report.Answers))
        {
            var ours = classifier.Classify(photo.Path);
            Assert.Equal(("answered", ""), (page.State, page.Problem));
            Assert.Equal(photo.Label, page.Classes[0].Label);
            Assert.Equal(1, page.Classes.Sum(row => row.Score), 1e-4);
            Assert.Equal(page.Classes.OrderByDescending(row => row.Score), page.Classes);
            Assert.All(page.Classes, row => Assert.Equal(ours.Top(int.MaxValue).Single(c => c.Label == row.Label).Score, row.Score, tolerance));
        }
    }
}
