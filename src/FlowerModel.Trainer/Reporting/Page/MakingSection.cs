using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>What the model was made of. The build adds the times of the stages, the settings and the base.</summary>
internal static class MakingSection
{
    private static readonly string[] Columns = ["What", "SHA-256"];

    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="making" aria-labelledby="making-title">
        <h2 id="making-title">How it was made</h2>
        <div id="stages"></div>
        <div id="settings"></div>
        <h3>Hashes</h3>
        <p>Equal hashes mean equal bytes: with them you can tell which images and which files this page is about.</p>
        <div id="hashes">
        {TableMarkup.Table("Hashes of the dataset and of the files", "SHA-256 of the dataset and of the files", Columns, Rows(data))}
        </div>
        </section>
        """);

    private static IEnumerable<Markup> Rows(ReportData data) => data.Settings.Variants.Select(Row).Prepend(Dataset(data));

    private static Markup Dataset(ReportData data) => TableMarkup.Row("Dataset", Hash(data.Manifest.DatasetHash()));

    private static Markup Row(ReportedVariant variant) => TableMarkup.Row(variant.File ?? $"Model ({ChoiceText.Name(variant.Format)})", Hash(variant.Sha256));

    private static Markup Hash(string sha256) => TableMarkup.Cell(Markup.Of($"<code>{sha256}</code>"));
}
