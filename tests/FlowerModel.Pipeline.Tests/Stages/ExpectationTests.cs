using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Expected answers: what runs, what is an error, and what is noticed.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class ExpectationTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    public ExpectationTests()
    {
        project.WriteImage("golden/rose.jpg", "roses 0.9");
        Expect(label: "roses", minScore: 0.8);
    }

    public void Dispose() => project.Dispose();

    [Fact]
    public void Expected_images_are_answered_once_and_changed_ones_train_nothing()
    {
        Assert.Equal("features train fine-tune convert evaluate report check", Build());
        Assert.Null(Build());

        project.WriteImage("golden/rose.jpg", "roses 0.95");
        Assert.Equal("check", Build());
        Assert.Null(Build());

        // A changed expectation is compared with the answers of the last run.
        Expect(label: "roses", minScore: 0.9);
        Assert.Equal("", Build("changed"));
        project.Expectations = [];
        Assert.Equal("", Build("none"));
    }

    [Theory]
    [InlineData("roses", 0.92, null, "answers 'roses' for this image with score 0.900, less than MinScore (0.92)")]
    [InlineData("daisy", 0.5, null, "takes this image for 'roses' (score 0.900) instead of 'daisy' (score 0.050, expected at least 0.5)")]
    [InlineData("daisy", 0.0, null, "takes this image for 'roses' (score 0.900) instead of 'daisy' (score 0.050)")]
    [InlineData(null, 0.0, false, "gives a known answer for this image, 'roses' with score 0.900, but Known=\"false\" is expected")]
    public void Another_answer_is_an_error_whose_location_is_the_image(string? label, double minScore, bool? known, string words)
    {
        Expect(label, minScore, known);
        var error = Refuse(Codes.ExpectationFailed);
        Assert.Equal(project["golden", "rose.jpg"], error.File);
        Assert.StartsWith($"The float32 model of FlowerModel 'Flowers' {words}.", error.Text, StringComparison.Ordinal);
        // The model that the error is about can be inspected.
        Assert.True(File.Exists(project["obj", "Flowers.tflite"]));
    }

    [Fact]
    public void An_unknown_answer_can_be_expected_and_refused()
    {
        project.WriteImage("golden/rose.jpg", "roses 0.25");
        Expect(label: null, known: false);
        Assert.NotNull(Build());
        Expect("roses", known: true);
        Assert.Contains("gives an unknown answer", Refuse(Codes.ExpectationFailed).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variant_is_checked_and_every_failing_image_is_reported()
    {
        project.Metadata["Quantization"] = "float32;int8";
        project.WriteImage("golden/daisy.jpg", "daisy 0.9");
        Expect("roses", 0.8);
        project.Expectations = [.. project.Expectations, Expected("daisy.jpg", "roses", 0.8, null)];
        Assert.Contains("int8 model", Refuse(Codes.ExpectationFailed).Text, StringComparison.Ordinal);
        Assert.Equal(
            [("float32", "daisy.jpg"), ("int8", "daisy.jpg")],
            project.Reported.Select(error => (error.Text.Split(' ')[1], Path.GetFileName(error.File)!)));
    }

    [Fact]
    public void A_missing_or_unreadable_image_is_an_error_and_its_return_is_noticed()
    {
        var rose = project["golden", "rose.jpg"];
        File.Delete(rose);
        Assert.Equal((rose, "The expected image does not exist."), Summary(Refuse(Codes.ExpectedImageUnreadable)));
        project.WriteImage("golden/rose.jpg", "text");
        Assert.Equal((rose, "The expected image cannot be read: it is no fake image."), Summary(Refuse(Codes.ExpectedImageUnreadable)));
        project.WriteImage("golden/rose.jpg", "roses 0.9");
        Assert.Equal("check", Build());

        static (string? File, string FirstSentence) Summary(Diagnostic error) => (error.File, error.Text[..(error.Text.IndexOf('.', StringComparison.Ordinal) + 1)]);
    }

    [Fact]
    public void A_label_that_the_model_does_not_have_is_an_error_before_anything_is_trained()
    {
        Expect("rose");
        var error = Refuse(Codes.InvalidExpectation);
        Assert.EndsWith("does not have. Did you mean 'roses'?", error.Text, StringComparison.Ordinal);
        Assert.Empty(project.LastStarted);
        Expect("elephant");
        Assert.EndsWith("Its labels are daisy, roses.", Refuse(Codes.InvalidExpectation).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expected_training_image_causes_a_warning_that_is_repeated_and_the_dataset_stays_known()
    {
        project.Metadata["Split"] = "keras";
        project.WriteImage("photos/roses/11.jpg", "roses 0.9");
        Assert.NotNull(Build());
        Assert.Null(Build());
        for (var i = 0; i < 2; i++)
        {
            var warning = project.Reported[i];
            Assert.Equal((Severity.Warning, Codes.ExpectedImageTrained, project["golden", "rose.jpg"]), (warning.Severity, warning.Code, warning.File));
            Assert.Contains("'roses/11.jpg' in the dataset", warning.Text, StringComparison.Ordinal);
        }

        // The image in the dataset itself can be expected, too, and stays one of its images.
        project.Expectations = [new Expectation { Image = project["photos", "roses", "11.jpg"], Answer = "roses" }];
        Assert.Equal("", Build("itself"));
        Assert.Null(Build("itself"));
    }

    private void Expect(string? label, double minScore = 0, bool? known = null) =>
        project.Expectations = [Expected("rose.jpg", label, minScore, known)];

    private Expectation Expected(string image, string? answer, double minScore, bool? known) =>
        new() { Image = project["golden", image], Answer = answer, MinScore = minScore, Known = known };

    private string? Build(string settings = "settings") => project.BuildChanges(settings).Started is { } started ? string.Join(' ', started) : null;

    private Diagnostic Refuse(string code)
    {
        project.Reported.Clear();
        var error = Assert.Throws<PipelineException>(() => Build("refused")).Diagnostic;
        Assert.Equal(code, error.Code);
        return error;
    }
}
