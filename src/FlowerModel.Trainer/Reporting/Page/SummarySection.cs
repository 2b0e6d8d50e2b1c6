using System.Globalization;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The most important figures, and what deserves a look.</summary>
internal static class SummarySection
{
    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data)
    {
        var (validation, test) = (data.Validation, data.Test);
        var error = CalibrationBins.Error(data.Scored(validation));
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
        var (wrong, suspects, problems, across) = (data.Wrong().Count, data.Suspects().Count, data.Problems.Count, DuplicatesSection.Across(data));
        if (suspects > 0)
            yield return Item("labels", $"{Count(suspects, "image")} whose label is probably wrong", ": correcting labels helps more than most settings.");
        if (wrong > 0) yield return Item("wrong", $"{Count(wrong, "image")} with a wrong answer", ", the most confident mistakes first.");
        var worst = ClassFigures.Of(ClassFigures.Confusion(data.Labels, data.Validation))
            .Select((figure, index) => (figure.Recall, Label: data.Labels[index])).Where(figure => figure.Recall is not null).MinBy(figure => figure.Recall);
        if (worst.Recall < 1)
            yield return Item("classes", worst.Label, $" is the class that is recognized least often: {Markup.Percent(worst.Recall)} of its validation images.");
        var counts = data.Manifest.Entries.Where(entry => entry.Subset == Subset.Train).CountBy(entry => entry.Label).Select(pair => pair.Value).ToArray();
        if (counts.Length > 1 && counts.Max() > 3 * counts.Min())
            yield return Item("balance", "The classes are unbalanced", FormattableString.Invariant($": {counts.Min()} to {counts.Max()} training images."));
        if (problems > 0)
            yield return Item("images", $"{Count(problems, "image")} that can hardly help", ": unreadable, tiny, of an extreme shape, or one color.");
        if (across > 0)
            yield return Item("duplicates", $"{Count(across, "group")} of images that look alike in several subsets", ": because of them, the accuracy above is too high.");
        if (wrong + suspects + problems + across == 0)
            yield return Markup.Of($"<li>Nothing: every image is classified correctly, and none looks unusual.</li>");
    }

    private static Markup Item(string section, string link, string rest) => Markup.Of($"""<li><a href="#{section}">{link}</a>{rest}</li>""");

    private static string Count(int count, string noun) => FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
}
