using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Which classes the model confuses: a matrix or, with many classes, the most frequent confusions.</summary>
internal static class ConfusionSection
{
    private const int MaxClasses = 30;
    private const int MaxPairs = 40;

    private static readonly string[] PairColumns = ["Label", "Answer", "#Images"];

    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data)
    {
        var confusion = ClassFigures.Confusion(data.Labels, data.Main.Images);
        return Markup.Of($"""
            <section id="confusion" aria-labelledby="confusion-title">
            <h2 id="confusion-title">Confusion matrix</h2>
            <p>One row per true class, one column per answer. Correct answers are on the diagonal. Choose a number beside it to see these images.</p>
            {(data.Labels.Count <= MaxClasses ? Matrix(data.Labels, confusion) : Pairs(data.Labels, confusion))}
            </section>
            """);
    }

    private static Markup Matrix(IReadOnlyList<string> labels, int[][] confusion) => TableMarkup.Table(
        "Confusion matrix",
        "Number of images by label (rows) and answer (columns)",
        [.. labels.Select(label => "#" + label).Prepend("Label")],
        labels.Select((label, row) => TableMarkup.Row(label, confusion[row].Select((_, column) => Cell(confusion[row], row, column)))),
        "matrix");

    private static Markup Cell(int[] counts, int row, int column)
    {
        var count = counts[column];
        var share = (double)count / Math.Max(1, counts.Sum());
        return row == column
            ? Markup.Of($"""<td class="n right" style="--share:{share:0.###}">{count}</td>""")
            : Markup.Of($"""<td class="n{new Markup(count > 0 ? " mistaken" : "")}" style="--share:{share:0.###}">{Link(count, row, column)}</td>""");
    }

    private static Markup Link(int count, int row, int column) =>
        count == 0 ? Markup.Of($"0") : Markup.Of($"""<a href="#wrong" data-truth="{row}" data-answer="{column}">{count}</a>""");

    private static Markup Pairs(IReadOnlyList<string> labels, int[][] confusion)
    {
        var pairs = from row in Enumerable.Range(0, labels.Count)
                    from column in Enumerable.Range(0, labels.Count)
                    where row != column && confusion[row][column] > 0
                    orderby confusion[row][column] descending, row, column
                    select TableMarkup.Row(labels[row], TableMarkup.Cell(labels[column]), TableMarkup.Number(Link(confusion[row][column], row, column)));
        return TableMarkup.Table("Confusions", "The most frequent confusions", PairColumns, pairs.Take(MaxPairs));
    }
}
