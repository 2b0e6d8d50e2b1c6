using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>The report in the state folder: what the build adds to the stage's page, and when it is written.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class ReportPageTests : IDisposable
{
    private readonly FakeTrainerProject project = new();

    private string Page => project["obj", ReportStage.FileName];

    public void Dispose() => project.Dispose();

    [Fact]
    public void The_page_contains_times_keys_and_settings_and_its_path_is_reported_once()
    {
        var lines = Progress();
        project.Metadata["MinAccuracy"] = "0.25";
        project.Build();

        var facts = Facts();
        Assert.Equal(0.25, facts.GetProperty("settings").GetProperty("MinAccuracy").GetDouble());
        var stages = facts.GetProperty("stages").EnumerateArray().ToArray();
        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate", "report"], stages.Select(stage => stage.GetProperty("name").GetString()));
        Assert.All(stages, stage => Assert.InRange(stage.GetProperty("seconds").GetDouble(), 0, 600));
        Assert.All(stages, stage => Assert.Equal(64, stage.GetProperty("record").GetProperty("key").GetString()!.Length));
        Assert.Equal(JsonValueKind.Null, facts.GetProperty("comparison").ValueKind);
        Assert.Equal([$"Flowers: report in {Page}"], lines.Where(line => line.Contains("report in", StringComparison.Ordinal)));

        var written = File.ReadAllText(Page);
        lines.Clear();
        Assert.Empty(project.Build());
        Assert.Equal(written, File.ReadAllText(Page));
        Assert.DoesNotContain(lines, line => line.Contains("report in", StringComparison.Ordinal));
    }

    [Fact]
    public void A_deleted_page_is_written_again_and_says_what_came_from_the_cache()
    {
        project.Build();
        File.Delete(Page);
        Assert.Empty(project.Build());
        Assert.All(Facts().GetProperty("stages").EnumerateArray(), stage => Assert.Equal(JsonValueKind.Null, stage.GetProperty("seconds").ValueKind));
    }

    [Fact]
    public void A_setting_without_a_key_changes_the_page_without_a_run()
    {
        project.Build();
        project.Metadata["MinAccuracy"] = "0.1";
        Assert.Empty(project.Build());
        Assert.Equal(0.1, Facts().GetProperty("settings").GetProperty("MinAccuracy").GetDouble());

        project.Metadata["MinAccuracy"] = "0.2";
        project.Policy = RunPolicy.Question;
        var error = Assert.Throws<PipelineException>(() => project.Build()).Diagnostic;
        Assert.Equal((Codes.NotUpToDate, Page), (error.Code, error.File));
    }

    [Fact]
    public void Another_model_is_compared_with_the_one_before()
    {
        project.Build();
        var first = File.ReadAllText(project["obj", Answers.FileName]);
        project.Metadata["Quantization"] = "int8"; // The fake int8 model misclassifies more images.
        project.Build();

        Assert.Equal(first, File.ReadAllText(project["obj", "previous-answers.json"]));
        var comparison = Facts().GetProperty("comparison");
        var changes = comparison.GetProperty("changes").EnumerateArray().ToArray();
        Assert.NotEmpty(changes);
        Assert.InRange(changes.Length, 1, comparison.GetProperty("compared").GetInt32());
        Assert.All(changes, change => Assert.Equal(Text(change, "label"), Text(change, "before")));
        Assert.All(changes, change => Assert.NotEqual(Text(change, "before"), Text(change, "after")));
        Assert.All(changes, change => Assert.True(File.Exists(project["photos", Text(change, "path")])));
    }

    [Fact]
    public void A_model_that_fails_a_gate_has_a_report()
    {
        project.Metadata["MinAccuracy"] = "1";
        Assert.Equal(Codes.AccuracyTooLow, Assert.Throws<PipelineException>(() => project.Build()).Diagnostic.Code);
        Assert.Equal(1, Facts().GetProperty("settings").GetProperty("MinAccuracy").GetDouble());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"labels\":[\"daisy\"],\"images\":[{\"sha256\":\"1\",\"label\":\"daisy\",\"subset\":\"test\"}]}")]
    [InlineData("{\"labels\":null,\"images\":null}")]
    public void Damaged_earlier_answers_are_no_answers(string text)
    {
        project.Build();
        File.WriteAllText(project["obj", "previous-answers.json"], text);
        File.Delete(Page);
        Assert.Empty(project.Build());
        Assert.Equal(JsonValueKind.Null, Facts().GetProperty("comparison").ValueKind);
    }

    [Fact]
    public void Images_that_became_wrong_come_first()
    {
        Answers before = new(["a", "b"], [Image("1", "a", 0), Image("2", "a", 1), Image("3", "c", 0), Image("4", "b", 1), Image("5", "b", 0)]);
        Answers now = new(["a", "b"], [Image("2", "a", 0), Image("1", "a", 1), Image("3", "c", 1), Image("4", "b", 1), Image("6", "b", 0)]);

        var comparison = PreviousAnswers.Compare(before, now, sha256 => sha256 + ".jpg");

        Assert.Equal(4, comparison.Compared);
        Assert.Equal(
            [("1", "1.jpg", "a", "a", "b"), ("3", "3.jpg", "c", "a", "b"), ("2", "2.jpg", "a", "b", "a")],
            comparison.Changes.Select(change => (change.Sha256, change.Path, change.Label, change.Before, change.After)));

        static ImageAnswer Image(string sha256, string label, int answer) => new(sha256, label, Subset.Validation, answer == 0 ? [0.8f, 0.2f] : [0.2f, 0.8f]);
    }

    [Fact]
    public void Facts_cannot_end_their_element_and_a_page_without_a_place_for_them_stays_as_it_is()
    {
        var page = ReportPage.Insert($"<p>{ReportPage.Placeholder}</p>", "{\"a\":\"</script><b>\"}");
        Assert.Equal("<p><script type=\"application/json\" id=\"build\">{\"a\":\"\\u003c/script>\\u003cb>\"}</script></p>", page);
        Assert.Equal("<p></p>", ReportPage.Insert("<p></p>", "{}"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private List<string> Progress()
    {
        var lines = new List<string>();
        project.Progressed = lines.Add;
        return lines;
    }

    private JsonElement Facts()
    {
        var start = ReportPage.Placeholder[..ReportPage.Placeholder.IndexOf("null", StringComparison.Ordinal)];
        var text = File.ReadAllText(Page).Split(start)[1].Split("</script>")[0];
        return JsonDocument.Parse(text).RootElement;
    }
}
