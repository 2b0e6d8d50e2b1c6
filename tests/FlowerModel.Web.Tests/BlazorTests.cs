using System.Globalization;
using FlowerModel.Runtime;
using FlowerModel.Testing;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Web.Tests;

/// <summary>The runtime in a browser: <c>sample/FlowerBlazor</c> in Chromium.</summary>
[Trait("Speed", "Slow")]
public sealed class BlazorTests(TrainedSample sample)
{
    [Fact]
    public void The_page_shows_the_scores_of_this_machine_to_the_bit_and_reports_invalid_files()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["no image.jpg"], "This is no image.");
        using var classifier = ImageClassifier.Load(sample.Model("Flowers.int8"));
        var photos = TrainedSample.UnseenPhotos(classifier);
        using var server = new FolderServer(sample.PublishBlazor());

        var report = new PageVisit(server.Url, [folder["no image.jpg"], .. photos.Select(photo => photo.Path)]).Make();

        Assert.Equal(("ready", ""), (report.Opening.State, report.Opening.Problem));
        Assert.StartsWith("no image.jpg cannot be classified: ", report.Answers[0].Problem, StringComparison.Ordinal);
        Assert.Empty(report.Answers[0].Classes);
        foreach (var (photo, page) in photos.Zip(report.Answers.Skip(1)))
        {
            Assert.Equal(("answered", ""), (page.State, page.Problem));
            var expected = classifier.Classify(photo.Path).Top(classifier.Labels.Count);
            Assert.Equal(expected.Select(candidate => (candidate.Label, Shown(candidate.Score))), page.Classes.Select(row => (row.Label, row.Score)));
            Assert.Equal(photo.Label, page.Classes[0].Label);
        }

        Assert.Empty(report.Errors);
        Assert.All(report.Requests, url => Assert.StartsWith(server.Url, url, StringComparison.Ordinal));

        // The shortest text that identifies the float, as the page writes it.
        static double Shown(float score) => double.Parse(score.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
