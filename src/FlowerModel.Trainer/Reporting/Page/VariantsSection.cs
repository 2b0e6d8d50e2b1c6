using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The written files side by side.</summary>
internal static class VariantsSection
{
    private static readonly string[] Columns =
        ["Variant", "File", "#Size", "#Validation accuracy", "#Drop, points", "#Other answers", "#Calibration error"];

    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="variants" aria-labelledby="variants-title">
        <h2 id="variants-title">Variants</h2>
        <p>The same model in the number formats that <code>Quantization</code> names. This page describes the first: {Name(data.First)}.</p>
        {TableMarkup.Table(
            "Size and accuracy of each variant",
            "Size and accuracy of each variant, compared with float32 on the validation images",
            data.Test.Count > 0 ? Columns.Append("#Test accuracy") : Columns,
            data.Settings.Variants.Select(variant => Row(data, variant)))}
        </section>
        """);

    private static string Name(ReportedVariant variant) => ChoiceText.Name(variant.Format);

    private static Markup Row(ReportData data, ReportedVariant variant)
    {
        var images = Images(data, variant.Format, Subset.Validation);
        var reference = Images(data, NumberFormat.Float32, Subset.Validation);
        var (accuracy, full) = (data.Accuracy(images) ?? 0, data.Accuracy(reference) ?? 0);
        List<Markup> cells =
        [
            TableMarkup.Cell(variant.File is { } file ? Markup.Of($"<code>{file}</code>") : Markup.Of($"not written")),
            TableMarkup.Number(SummarySection.Megabytes(variant.Size)),
            TableMarkup.Number(Markup.Percent(accuracy)),
            TableMarkup.Number(Markup.Of($"{100 * (full - accuracy):0.0}")),
            TableMarkup.Number(images.Zip(reference).Count(pair => pair.First.Best() != pair.Second.Best())),
            TableMarkup.Number(Markup.Percent(CalibrationBins.Error(data.Scored(images)))),
        ];
        if (data.Test.Count > 0) cells.Add(TableMarkup.Number(Markup.Percent(data.Accuracy(Images(data, variant.Format, Subset.Test)))));
        return TableMarkup.Row(Name(variant), cells);
    }

    private static ImageAnswer[] Images(ReportData data, NumberFormat format, Subset subset) =>
        [.. data.Answers[format].Images.Where(image => image.Subset == subset)];
}
