using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The page: one HTML file without references to others.</summary>
internal static class HtmlReport
{
    private static readonly (string Id, string Title)[] Contents =
    [
        ("summary", "Summary"), ("changes", "Changes"), ("curves", "Learning curves"), ("classes", "Classes"), ("confusion", "Confusion matrix"),
        ("wrong", "Wrong answers"), ("labels", "Probable labeling errors"), ("duplicates", "Duplicates"), ("images", "Suspicious images"),
        ("calibration", "Calibration"), ("variants", "Variants"), ("making", "How it was made"),
    ];

    /// <summary>Returns the images that the page shows.</summary>
    public static IEnumerable<Exhibit> Exhibits(ReportData data) =>
        [.. WrongSection.Exhibits(data), .. DuplicatesSection.Exhibits(data), .. ProblemsSection.Exhibits(data)];

    /// <summary>Returns the page, with <see cref="ReportPage.Placeholder"/> for the facts of the build.</summary>
    public static string Write(ReportData data) => Markup.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>{data.Settings.Model}: model report</title>
        <style>
        {Template("report.css")}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the report</a>
        <header><h1>{data.Settings.Model}</h1><p>Report of the image classifier <code>{data.First.File}</code> ({ChoiceText.Name(data.First.Format)})</p></header>
        <nav aria-label="Contents"><ul>
        {Contents.Select(section => Markup.Of($"""<li data-for="{section.Id}"><a href="#{section.Id}">{section.Title}</a></li>"""))}
        </ul></nav>
        <main id="content" tabindex="-1">
        {SummarySection.Of(data)}
        {Template("changes.html")}
        {CurvesSection.Of(data)}
        {ClassesSection.Of(data)}
        {ConfusionSection.Of(data)}
        {WrongSection.Of(data)}
        {WrongSection.OfLabels(data)}
        {DuplicatesSection.Of(data)}
        {ProblemsSection.Of(data)}
        {CalibrationSection.Of(data)}
        {VariantsSection.Of(data)}
        {MakingSection.Of(data)}
        </main>
        <footer><p>Written by FlowerModel. This page works without a network and sends nothing.</p></footer>
        {new Markup(ReportPage.Placeholder)}
        <script>
        {Template("report.js")}</script>
        </body>
        </html>

        """).Html;

    private static Markup Template(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!);
        return new Markup(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
