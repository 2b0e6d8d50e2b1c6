using System.Text.RegularExpressions;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Reporting.Analysis;
using FlowerModel.Trainer.Reporting.Page;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Tests.Reporting.Page;

public sealed partial class HtmlReportTests
{
    private const string Evil = "<script>alert(1)</script>\"'&";

    [Fact]
    public void Text_is_escaped_and_markup_is_not()
    {
        var bold = Markup.Of($"<b title=\"{Evil}\">{Evil}</b>");
        Assert.Equal("<b title=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\">&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;</b>", bold.Html);
        Assert.Equal($"<p>{bold.Html}</p>", Markup.Of($"<p>{bold}</p>").Html);
        Assert.Equal("<p><i>1</i>\n<i>2.5</i></p>", Markup.Of($"<p>{new List<Markup> { Markup.Of($"<i>{1}</i>"), Markup.Of($"<i>{2.5:0.0}</i>") }}</p>").Html);
        Assert.Equal(("97.5\u00A0%", "–"), (Markup.Percent(0.975), Markup.Percent(null)));
    }

    [Fact]
    public void Names_of_classes_models_and_files_cannot_become_elements()
    {
        var page = HtmlReport.Write(Data(Evil));
        Assert.DoesNotContain("<script>alert", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        // The facts, and the program of the page.
        Assert.Equal(2, ScriptStart().Count(page));
    }

    [Fact]
    public void The_page_refers_to_nothing_outside()
    {
        var page = HtmlReport.Write(Data("daisy"));
        Assert.Single(ScriptStart().Matches(page), match => page.IndexOf(ReportPage.Placeholder, StringComparison.Ordinal) == match.Index);
        Assert.DoesNotMatch("(?i)<link|@import|url\\(|<iframe|<object| src=\"(?!data:)", page);
        Assert.All(Reference().Matches(page), match => Assert.StartsWith("#", match.Groups[1].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_data_makes_the_same_page() => Assert.Equal(HtmlReport.Write(Data("daisy")), HtmlReport.Write(Data("daisy")));

    [Fact]
    public void Every_entry_of_the_contents_has_a_section_and_identifiers_are_unique()
    {
        var page = HtmlReport.Write(Data("daisy"));
        var identifiers = Identifier().Matches(page).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(identifiers.Distinct(), identifiers);
        Assert.All(Reference().Matches(page), match => Assert.Contains(match.Groups[1].Value[1..], identifiers));
    }

    [Fact]
    public void Many_classes_are_listed_by_confusions_instead_of_a_matrix()
    {
        string[] labels = [.. Enumerable.Range(0, 40).Select(number => $"class {number:00}")];
        var page = HtmlReport.Write(Data(labels));
        Assert.Contains("The most frequent confusions", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"matrix\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_mistakes_says_so()
    {
        var data = Data("daisy");
        var answers = new Answers(data.Labels, [.. data.Main.Images.Where(data.IsCorrect)]);
        var page = HtmlReport.Write(data with { Answers = new Dictionary<NumberFormat, Answers> { [NumberFormat.Float32] = answers } });
        Assert.Contains("every validation and test image is classified correctly", page, StringComparison.Ordinal);
    }

    private static ReportData Data(params string[] named)
    {
        string[] labels = [.. named, "roses"];
        var entries = labels.SelectMany((label, index) => Enumerable.Range(0, 6).Select(number => new ManifestEntry(
            label, $"{label}/{number}.jpg", $"{index}-{number}", 1, number < 3 ? Subset.Train : number < 5 ? Subset.Validation : Subset.Test))).ToArray();
        var images = entries.Where(entry => entry.Subset != Subset.Train).Select((entry, number) =>
        {
            var answer = (Array.IndexOf(labels, entry.Label) + (number % 3 == 0 ? 1 : 0)) % labels.Length;
            var scores = labels.Select((_, index) => index == answer ? 0.75f : 0.25f / (labels.Length - 1));
            return new ImageAnswer(entry.Sha256, entry.Label, entry.Subset, [.. scores]);
        });
        TrainingHistory history = new([new EpochRecord(1, 0.5, 0.75, 0.625, 0.75, 0.001, 1)], 1);
        var manifest = new Manifest("photos", entries);
        return new ReportData
        {
            Settings = new ReportSettings(named[0], [new ReportedVariant(NumberFormat.Float32, "Flowers.tflite", 1000, new string('a', 64))]),
            Manifest = manifest,
            Index = new FeatureIndex(default, [.. entries.Select(entry => entry.Sha256)], []),
            Answers = new Dictionary<NumberFormat, Answers> { [NumberFormat.Float32] = new(labels, [.. images]) },
            Phases = [new TrainingPhase(TrainingPhase.Head, history)],
            Curves = "<?xml version=\"1.0\"?>\n<svg width=\"1\"></svg>",
            Calibration = new CalibrationReport(0.5, 0.25, 0.125, 0.5, 1, 0.5),
            Problems = [new SuspiciousImage(manifest.Entries[0], "damaged " + Evil, IsReadable: false), new SuspiciousImage(manifest.Entries[1], "It is tiny")],
            Gallery = new Gallery(KeptPreviews.Open("", "")),
        };
    }

    [GeneratedRegex("<script")]
    private static partial Regex ScriptStart();

    [GeneratedRegex(" href=\"([^\"]*)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Identifier();
}
