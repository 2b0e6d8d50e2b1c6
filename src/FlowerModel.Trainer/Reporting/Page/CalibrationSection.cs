using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>How far the scores can be trusted: reliability diagram, calibration error, threshold of unknown images.</summary>
internal static class CalibrationSection
{
    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data)
    {
        var (calibration, images) = (data.Calibration, data.Validation);
        var temperature = calibration.Temperature;
        var before = temperature == 1 ? null : CalibrationBins.Of(images.Select(image => (Uncalibrated(image, temperature), data.IsCorrect(image))));
        var rejected = calibration.Rejected is { } share ? $" Of images of a class that the model does not know, it would reject {Markup.Percent(share)}." : "";
        return Markup.Of($"""
            <section id="calibration" aria-labelledby="calibration-title">
            <h2 id="calibration-title">Calibration</h2>
            <p>A score should be the probability that the answer is correct: of the answers with a score around 80 %, 80 % should be correct. In the diagram, such
            scores are on the dashed line. Bars below it mean that the model is too certain, bars above it that it is too unsure. The calibration error is the
            mean distance from the line, weighted by the number of images.</p>
            <div class="side"><figure>{ReliabilityDiagram.Draw(CalibrationBins.Of(data.Scored(images)), before)}</figure>
            <div><table><caption>Calibration on the validation images</caption>
            <tbody>
            {TableMarkup.Row("Temperature", TableMarkup.Number(Markup.Of($"{temperature:0.###}")))}
            {Figure("Calibration error before", calibration.ErrorBefore)}
            {Figure("Calibration error after", calibration.Error)}
            {Figure($"Calibration error of the written file ({ChoiceText.Name(data.First.Format)})", CalibrationBins.Error(data.Scored(images)))}
            {Figure("Threshold of unknown images", calibration.UnknownThreshold)}
            </tbody></table>
            <p>Answers below the threshold have <code>IsKnown</code> false. {Markup.Percent(calibration.Known)} of the validation images are above
            it.{rejected}</p></div></div>
            </section>
            """);
    }

    private static Markup Figure(string name, double share) => TableMarkup.Row(name, TableMarkup.Number(Markup.Percent(share)));

    // Softmax at temperature 1 follows from the scores at another temperature: powers of them, normalized.
    private static double Uncalibrated(ImageAnswer image, double temperature)
    {
        var best = image.Scores[image.Best()];
        return 1 / image.Scores.Sum(score => Math.Pow(score / best, temperature));
    }
}
