using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The written files side by side.</summary>
internal static class VariantsSection
{
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="variants" aria-labelledby="variants-title">
        <h2 id="variants-title">Variants</h2>
        <p>The same model in the number formats that <code>Quantization</code> names. This page describes the first: {Name(data.First)}.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Size and accuracy of each variant">
        <table><caption>Size and accuracy of each variant, compared with float32 on the validation images</caption>
        <thead><tr><th scope="col">Variant</th><th scope="col">File</th><th scope="col" class="n">Size</th><th scope="col" class="n">Validation accuracy</th><th scope="col" class="n">Drop, points</th><th scope="col" class="n">Other answers</th><th scope="col" class="n">Calibration error</th>{(data.Test.Count > 0 ? Markup.Of($"""<th scope="col" class="n">Test accuracy</th>""") : Markup.None)}</tr></thead>
        <tbody>
        {data.Settings.Variants.Select(variant => Row(data, variant))}
        </tbody></table></div>
        </section>
        """);

    private static string Name(ReportedVariant variant) => ChoiceText.Name(variant.Format);

    private static Markup Row(ReportData data, ReportedVariant variant)
    {
        var images = Validation(data, variant.Format);
        var reference = Validation(data, NumberFormat.Float32);
        var (accuracy, full) = (data.Accuracy(images) ?? 0, data.Accuracy(reference) ?? 0);
        var flips = images.Zip(reference).Count(pair => pair.First.Best() != pair.Second.Best());
        var error = CalibrationBins.Error(images.Select(image => ((double)image.Scores[image.Best()], data.IsCorrect(image))));
        var test = data.Test.Count == 0
            ? Markup.None
            : Markup.Of($"""<td class="n">{Markup.Percent(data.Accuracy([.. data.Answers[variant.Format].Images.Where(image => image.Subset == Subset.Test)]))}</td>""");
        return Markup.Of($"""
            <tr><th scope="row">{Name(variant)}</th><td>{(variant.File is { } file ? Markup.Of($"<code>{file}</code>") : Markup.Of($"not written"))}</td><td class="n">{SummarySection.Megabytes(variant.Size)}</td><td class="n">{Markup.Percent(accuracy)}</td><td class="n">{100 * (full - accuracy):0.0}</td><td class="n">{flips}</td><td class="n">{Markup.Percent(error)}</td>{test}</tr>
            """);
    }

    private static ImageAnswer[] Validation(ReportData data, NumberFormat format) =>
        [.. data.Answers[format].Images.Where(image => image.Subset == Subset.Validation)];
}
