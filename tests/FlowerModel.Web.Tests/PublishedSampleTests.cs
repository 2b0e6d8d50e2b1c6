using FlowerModel.Runtime;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Web.Tests;

/// <summary>The published sample, outside the repository.</summary>
[Trait("Speed", "Slow")]
public sealed class PublishedSampleTests(TrainedSample sample)
{
    [Fact]
    public void The_published_folder_contains_everything_that_the_page_needs()
    {
        var folder = sample.Publish();
        using var classifier = ImageClassifier.Load(Path.Combine(folder, "Flowers.tflite"));
        var photo = TrainedSample.UnseenPhotos(classifier)[0];
        using var program = new FlowerWebProgram(Path.Combine(folder, "FlowerWeb.dll"));

        var report = new PageVisit(program.Url, [photo.Path], "Flowers.int8").Make();

        Assert.Equal(("ready", "The model Flowers.int8 is loaded."), (report.Opening.State, report.Opening.Status));
        Assert.Equal(photo.Label, Assert.Single(report.Answers).Classes[0].Label);
        Assert.Empty(report.Errors);
        Assert.Contains(report.Requests, url => url.EndsWith(".wasm", StringComparison.Ordinal));
        Assert.All(report.Requests, url => Assert.Contains(program.Url + "/", url, StringComparison.Ordinal));
    }
}
