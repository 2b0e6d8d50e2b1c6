using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>How far the scores can be trusted: reliability diagram, calibration error, threshold of unknown images.</summary>
internal static class CalibrationSection
{
    public static Markup Of(ReportData data)
    {
        var temperature = data.Calibration.Temperature;
        var images = data.Validation;
        var after = CalibrationBins.Of(images.Select(image => ((double)image.Scores[image.Best()], data.IsCorrect(image))));
        var before = temperature == 1 ? null : CalibrationBins.Of(images.Select(image => (Uncalibrated(image, temperature), data.IsCorrect(image))));
        var rejected = data.Calibration.Rejected is { } share
            ? $" Of images of a class that the model does not know, it would reject {Markup.Percent(share)}."
            : "";
        return Markup.Of($"""
            <section id="calibration" aria-labelledby="calibration-title">
            <h2 id="calibration-title">Calibration</h2>
            <p>A score should be the probability that the answer is correct: of the answers with a score around 80 %, 80 % should be correct. In the diagram, such scores
            are on the dashed line. Bars below it mean that the model is too certain, bars above it that it is too unsure. The calibration error is the mean distance from the
            line, weighted by the number of images.</p>
            <div class="side"><figure>{ReliabilityDiagram.Draw(after, before)}</figure>
            <div><table><caption>Calibration on the validation images</caption>
            <tbody>
            <tr><th scope="row">Temperature</th><td class="n">{temperature:0.###}</td></tr>
            <tr><th scope="row">Calibration error before</th><td class="n">{Markup.Percent(data.Calibration.ErrorBefore)}</td></tr>
            <tr><th scope="row">Calibration error after</th><td class="n">{Markup.Percent(data.Calibration.Error)}</td></tr>
            <tr><th scope="row">Calibration error of the written file ({ChoiceText.Name(data.First.Format)})</th><td class="n">{Markup.Percent(CalibrationBins.Error(images.Select(image => ((double)image.Scores[image.Best()], data.IsCorrect(image)))))}</td></tr>
            <tr><th scope="row">Threshold of unknown images</th><td class="n">{Markup.Percent(data.Calibration.UnknownThreshold)}</td></tr>
            </tbody></table>
            <p>Answers below the threshold have <code>IsKnown</code> false. {Markup.Percent(data.Calibration.Known)} of the validation images are above it.{rejected}</p></div></div>
            </section>
            """);
    }

    // Softmax at temperature 1 follows from the scores at another temperature: powers of them, normalized.
    private static double Uncalibrated(ImageAnswer image, double temperature)
    {
        var best = image.Scores[image.Best()];
        return 1 / image.Scores.Sum(score => Math.Pow(score / best, temperature));
    }
}
