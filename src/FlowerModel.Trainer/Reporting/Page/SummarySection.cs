using System.Globalization;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The most important figures, and what deserves a look.</summary>
internal static class SummarySection
{
    public static Markup Of(ReportData data)
    {
        var (validation, test) = (data.Validation, data.Test);
        var error = CalibrationBins.Error(validation.Select(image => ((double)image.Scores[image.Best()], data.IsCorrect(image))));
        List<Markup> cards =
        [
            Card("Validation accuracy", Markup.Percent(data.Accuracy(validation)), $"{validation.Count(data.IsCorrect)} of {validation.Count} images"),
        ];
        if (test.Count > 0) cards.Add(Card("Test accuracy", Markup.Percent(data.Accuracy(test)), $"{test.Count(data.IsCorrect)} of {test.Count} images"));
        cards.Add(Card("Calibration error", Markup.Percent(error), "how far scores and accuracy are apart"));
        cards.Add(Card("Size", Megabytes(data.First.Size), data.First.File ?? ""));
        cards.Add(Card("Images", data.Manifest.Entries.Count.ToString(CultureInfo.InvariantCulture), $"in {data.Labels.Count} classes"));
        return Markup.Of($"""
            <section id="summary" aria-labelledby="summary-title">
            <h2 id="summary-title">Summary</h2>
            <ul class="cards">
            {cards}
            </ul>
            <h3>Worth a look</h3>
            <ul>
            {Advice(data)}
            </ul>
            </section>
            """);
    }

    /// <summary>Returns a size as text.</summary>
    public static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + Markup.NoBreak + "MB";

    private static Markup Card(string title, string figure, string detail) =>
        Markup.Of($"""<li><span class="title">{title}</span> <strong>{figure}</strong> <span class="detail">{detail}</span></li>""");

    private static IEnumerable<Markup> Advice(ReportData data)
    {
        var (wrong, suspects) = (data.Wrong().Count, data.Suspects().Count);
        if (suspects > 0) yield return Markup.Of($"""<li><a href="#labels">{Count(suspects, "image")} whose label is probably wrong</a>: correcting labels helps more than most settings.</li>""");
        if (wrong > 0) yield return Markup.Of($"""<li><a href="#wrong">{Count(wrong, "image")} with a wrong answer</a>, the most confident mistakes first.</li>""");
        var figures = ClassFigures.Of(ClassFigures.Confusion(data.Labels, data.Validation));
        var worst = figures.Select((figure, index) => (figure.Recall, Label: data.Labels[index])).Where(figure => figure.Recall is not null).MinBy(figure => figure.Recall);
        if (worst.Recall < 1) yield return Markup.Of($"""<li>The class that is recognized least often is <a href="#classes"><b>{worst.Label}</b></a>: {Markup.Percent(worst.Recall)} of its validation images.</li>""");
        var counts = data.Manifest.Entries.Where(entry => entry.Subset == Subset.Train).GroupBy(entry => entry.Label).Select(group => group.Count()).ToArray();
        if (counts.Length > 1 && counts.Max() > 3 * counts.Min()) yield return Markup.Of($"""<li>The classes are <a href="#balance">unbalanced</a>: {counts.Min()} to {counts.Max()} training images.</li>""");
        if (data.Problems.Count > 0) yield return Markup.Of($"""<li><a href="#images">{Count(data.Problems.Count, "image")} that can hardly help</a>: unreadable, tiny, of an extreme shape, or one color.</li>""");
        var across = DuplicatesSection.Across(data);
        if (across > 0) yield return Markup.Of($"""<li><a href="#duplicates">{Count(across, "group")} of images that look alike in several subsets</a>: the accuracy above is too high by some of them.</li>""");
        if (wrong + suspects + data.Problems.Count + across == 0) yield return Markup.Of($"<li>Nothing: every image is classified correctly, and none looks unusual.</li>");
    }

    private static string Count(int count, string noun) => FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
}
