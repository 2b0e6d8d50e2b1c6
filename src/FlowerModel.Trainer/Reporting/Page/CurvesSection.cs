using System.Globalization;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The learning curves of both phases, drawn and as a table.</summary>
internal static class CurvesSection
{
    private const string Caption = "Accuracy and loss after each epoch; the kept epoch of each phase is in bold";

    private static readonly string[] Columns =
        ["Phase", "#Epoch", "#Training accuracy", "#Validation accuracy", "#Training loss", "#Validation loss"];

    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="curves" aria-labelledby="curves-title">
        <h2 id="curves-title">Learning curves</h2>
        <p>Each epoch looks at every training image once. Training and validation should rise together. If only training gets better, the model learns the
        training images by heart, and more or more varied images help.</p>
        <figure class="curves" role="img" aria-label="Accuracy and loss after each epoch; the table below has the figures.">
        {new Markup(Inline(data.Curves))}</figure>
        <details><summary>All epochs as a table</summary>
        {TableMarkup.Table("Figures of all epochs", Caption, Columns, data.Phases.SelectMany(Rows))}
        </details>
        </section>
        """);

    // The XML declaration has no place in a page.
    private static string Inline(string svg) =>
        svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].Trim().Replace("<svg ", "<svg aria-hidden=\"true\" ", StringComparison.Ordinal);

    private static IEnumerable<Markup> Rows(TrainingPhase phase) => phase.History.Epochs.Select(epoch => Markup.Of($"""
        <tr{new Markup(epoch.Epoch == phase.History.BestEpoch ? " class=\"best\"" : "")}><th scope="row">{phase.Name}</th>{TableMarkup.Number(epoch.Epoch)}
        {TableMarkup.Number(Markup.Percent(epoch.Accuracy))}{TableMarkup.Number(Markup.Percent(epoch.ValidationAccuracy))}
        {TableMarkup.Number(Loss(epoch.Loss))}{TableMarkup.Number(Loss(epoch.ValidationLoss))}</tr>
        """));

    private static string Loss(double? loss) => loss?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
