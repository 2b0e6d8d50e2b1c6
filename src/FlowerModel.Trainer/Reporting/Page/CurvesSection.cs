using System.Globalization;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The learning curves of both phases, drawn and as a table.</summary>
internal static class CurvesSection
{
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="curves" aria-labelledby="curves-title">
        <h2 id="curves-title">Learning curves</h2>
        <p>Each epoch looks at every training image once. Training and validation should rise together. If only training gets better, the model learns the
        training images by heart, and more or more varied images help.</p>
        <figure class="curves" role="img" aria-label="Accuracy and loss after each epoch; the table below has the figures.">{new Markup(Inline(data.Curves))}</figure>
        <details><summary>All epochs as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Figures of all epochs">
        <table><caption>Accuracy and loss after each epoch; the kept epoch of each phase is in bold</caption>
        <thead><tr><th scope="col">Phase</th><th scope="col" class="n">Epoch</th><th scope="col" class="n">Training accuracy</th><th scope="col" class="n">Validation accuracy</th><th scope="col" class="n">Training loss</th><th scope="col" class="n">Validation loss</th></tr></thead>
        <tbody>
        {data.Phases.SelectMany(Rows)}
        </tbody></table>
        </div></details>
        </section>
        """);

    // The XML declaration has no place in a page.
    private static string Inline(string svg) => svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].Trim().Replace("<svg ", "<svg aria-hidden=\"true\" ", StringComparison.Ordinal);

    private static IEnumerable<Markup> Rows(TrainingPhase phase) => phase.History.Epochs.Select(epoch => Markup.Of($"""
        <tr{new Markup(epoch.Epoch == phase.History.BestEpoch ? " class=\"best\"" : "")}><th scope="row">{phase.Name}</th><td class="n">{epoch.Epoch}</td><td class="n">{Markup.Percent(epoch.Accuracy)}</td><td class="n">{Markup.Percent(epoch.ValidationAccuracy)}</td><td class="n">{Loss(epoch.Loss)}</td><td class="n">{Loss(epoch.ValidationLoss)}</td></tr>
        """));

    private static string Loss(double? loss) => loss?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
}
