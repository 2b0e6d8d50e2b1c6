using FlowerModel.Pipeline.Data;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>How well each class is recognized, and how many images it has.</summary>
internal static class ClassesSection
{
    private static readonly string[] Columns = ["Class", "#Images", "#Correct", "#Precision", "#Recall", "#F1"];
    private static readonly string[] BalanceColumns = ["Class", "#Training", "#Validation", "#Test", "Share of training images"];

    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="classes" aria-labelledby="classes-title">
        <h2 id="classes-title">Classes</h2>
        <p><b>Precision</b>: of the images that the model puts into a class, how many belong there. <b>Recall</b>: of the images of a class, how many it finds.
        <b>F1</b> is their harmonic mean. {(data.Test.Count > 0 ? "Validation and test images" : "Validation images")} are counted.</p>
        {TableMarkup.Table("Figures of each class", "Precision and recall of each class", Columns, Rows(data), "sortable")}
        <h3 id="balance">Class balance</h3>
        <p>A class with few training images is learned less well. Balanced class weights, the default, compensate for some of it.</p>
        {TableMarkup.Table("Number of images of each class", "Number of images of each class in each subset", BalanceColumns, Balance(data), "sortable")}
        </section>
        """);

    private static IEnumerable<Markup> Rows(ReportData data) =>
        ClassFigures.Of(ClassFigures.Confusion(data.Labels, data.Main.Images)).Select((figure, index) => TableMarkup.Row(
            data.Labels[index],
            TableMarkup.Number(figure.Images), TableMarkup.Number(figure.Correct), Share(figure.Precision), Share(figure.Recall), Share(figure.F1)));

    private static Markup Share(double? share) =>
        Markup.Of($"""<td class="n share" style="--share:{share ?? 0:0.###}">{Markup.Percent(share)}</td>""");

    private static IEnumerable<Markup> Balance(ReportData data)
    {
        ManifestEntry[] entries = [.. data.Index.Usable(data.Manifest), .. data.Manifest.Entries.Where(entry => entry.Subset == Subset.Test)];
        var counts = entries.CountBy(entry => (entry.Label, entry.Subset)).ToDictionary();
        var training = Math.Max(1, entries.Count(entry => entry.Subset == Subset.Train));
        return data.Labels.Select(Row);

        Markup Row(string label)
        {
            var share = (double)Count(label, Subset.Train) / training;
            return TableMarkup.Row(
                label,
                TableMarkup.Number(Count(label, Subset.Train)), TableMarkup.Number(Count(label, Subset.Validation)), TableMarkup.Number(Count(label, Subset.Test)),
                Markup.Of($"""<td class="bar">{Markup.Percent(share)}<span style="--share:{share:0.####}"></span></td>"""));
        }

        int Count(string label, Subset subset) => counts.GetValueOrDefault((label, subset));
    }
}
