using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>What the model was made of. The build adds the times of the stages and the settings.</summary>
internal static class MakingSection
{
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="making" aria-labelledby="making-title">
        <h2 id="making-title">How it was made</h2>
        <div id="stages"></div>
        <div id="settings"></div>
        <h3>Hashes</h3>
        <p>Equal hashes mean equal bytes: with them you can tell which images and which files this page is about.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Hashes of the dataset and of the files">
        <table><caption>SHA-256 of the dataset and of the files</caption>
        <thead><tr><th scope="col">What</th><th scope="col">SHA-256</th></tr></thead>
        <tbody id="hashes">
        <tr><th scope="row">Dataset</th><td><code>{data.Manifest.DatasetHash()}</code></td></tr>
        {data.Settings.Variants.Select(Row)}
        </tbody></table></div>
        </section>
        """);

    private static Markup Row(ReportedVariant variant) =>
        Markup.Of($"""<tr><th scope="row">{variant.File ?? $"model ({ChoiceText.Name(variant.Format)})"}</th><td><code>{variant.Sha256}</code></td></tr>""");
}
