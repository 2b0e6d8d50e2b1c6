using FlowerModel.Pipeline.Data;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>How well each class is recognized, and how many images it has.</summary>
internal static class ClassesSection
{
    private const string HasTest = "Validation and test images";

    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="classes" aria-labelledby="classes-title">
        <h2 id="classes-title">Classes</h2>
        <p><b>Precision</b>: of the images that the model puts into a class, how many belong there. <b>Recall</b>: of the images of a class, how many it finds.
        <b>F1</b> is their harmonic mean. {(data.Test.Count > 0 ? HasTest : "Validation images")} are counted.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Figures of each class">
        <table class="sortable"><caption>Precision and recall of each class</caption>
        <thead><tr><th scope="col">Class</th><th scope="col" class="n">Images</th><th scope="col" class="n">Correct</th><th scope="col" class="n">Precision</th><th scope="col" class="n">Recall</th><th scope="col" class="n">F1</th></tr></thead>
        <tbody>
        {Rows(data)}
        </tbody></table></div>
        <h3 id="balance">Class balance</h3>
        <p>A class with few training images is learned less well. Balanced class weights, the default, compensate for some of it.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Number of images of each class">
        <table class="sortable"><caption>Number of images of each class in each subset</caption>
        <thead><tr><th scope="col">Class</th><th scope="col" class="n">Training</th><th scope="col" class="n">Validation</th><th scope="col" class="n">Test</th><th scope="col">Share of training images</th></tr></thead>
        <tbody>
        {Balance(data)}
        </tbody></table></div>
        </section>
        """);

    private static IEnumerable<Markup> Rows(ReportData data)
    {
        var figures = ClassFigures.Of(ClassFigures.Confusion(data.Labels, data.Main.Images));
        return figures.Select((figure, index) => Markup.Of($"""
            <tr><th scope="row">{data.Labels[index]}</th><td class="n">{figure.Images}</td><td class="n">{figure.Correct}</td>{Share(figure.Precision)}{Share(figure.Recall)}{Share(figure.F1)}</tr>
            """));
    }

    private static Markup Share(double? share) => Markup.Of($"""<td class="n share" style="--share:{share ?? 0:0.###}">{Markup.Percent(share)}</td>""");

    private static IEnumerable<Markup> Balance(ReportData data)
    {
        ManifestEntry[] entries = [.. data.Index.Usable(data.Manifest), .. data.Manifest.Entries.Where(entry => entry.Subset == Subset.Test)];
        var counts = entries.CountBy(entry => (entry.Label, entry.Subset)).ToDictionary();
        var training = Math.Max(1, entries.Count(entry => entry.Subset == Subset.Train));
        return data.Labels.Select(Row);

        Markup Row(string label)
        {
            var share = (double)counts.GetValueOrDefault((label, Subset.Train)) / training;
            return Markup.Of($"""
                <tr><th scope="row">{label}</th>{Cell(label, Subset.Train)}{Cell(label, Subset.Validation)}{Cell(label, Subset.Test)}<td class="bar">{Markup.Percent(share)}<span style="--share:{share:0.####}"></span></td></tr>
                """);
        }

        Markup Cell(string label, Subset subset) => Markup.Of($"""<td class="n">{counts.GetValueOrDefault((label, subset))}</td>""");
    }
}
