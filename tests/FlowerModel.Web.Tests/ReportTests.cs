using System.Text.Json;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Testing.Browser;

namespace FlowerModel.Web.Tests;

/// <summary>The report that a real build wrote, in a real browser without a network, checked with axe-core.</summary>
[Trait("Speed", "Slow")]
public sealed class ReportTests(TrainedSample sample)
{
    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public void The_page_works_without_a_network_with_the_keyboard_and_with_a_screen_reader(bool isDark, int width)
    {
        var page = sample.Report("report.html");
        var answers = Answers.FromJson(File.ReadAllText(sample.Report(Answers.FileName)));
        var wrong = answers.Images.Count(image => answers.Labels[image.Best()] != image.Label);
        Assert.InRange(wrong, 1, 60);

        var findings = new ReportVisit(page, isDark, width).Make();

        Assert.Empty(findings.Errors);
        Assert.Equal([new Uri(page).AbsoluteUri], findings.Requests);
        Assert.Empty(findings.Violations);
        Assert.Equal(0, findings.Overflow);
        Assert.Equal("a Skip to the report", findings.Focused[0]);
        Assert.All((string[])["truth", "answer", "maps"], name => Assert.Contains(name, findings.Focused));
        Assert.Contains(findings.Focused, name => name.StartsWith("button Recall", StringComparison.Ordinal));
        Assert.Equal(wrong, findings.Mistakes);
        Assert.Equal(findings.Linked, findings.Filtered);
        Assert.InRange(findings.Maps, wrong, int.MaxValue);
        Assert.Equal(0, findings.MapsAfterToggle);
        Assert.Equal(answers.Labels, findings.Sorted.Order(StringComparer.Ordinal));
        Assert.Contains("How it was made", findings.Sections);
        Assert.Equal("report", findings.Stages[^1]);
        Assert.InRange(findings.Screenshot.Length, 10_000, int.MaxValue);
        Assert.InRange(new FileInfo(page).Length, 0, 1_500_000);
    }

    [Fact]
    public void The_facts_of_the_build_are_in_the_page()
    {
        const string Start = "<script type=\"application/json\" id=\"build\">";
        var text = File.ReadAllText(sample.Report("report.html"));
        var facts = JsonDocument.Parse(text.Split(Start)[1].Split("</script>")[0]).RootElement;
        Assert.Equal("Flowers", facts.GetProperty("settings").GetProperty("Include").GetString());
    }
}
