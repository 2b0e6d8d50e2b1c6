using System.Globalization;
using System.Xml.Linq;
using FlowerModel.Conversion.Evaluation;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Draws accuracy over score as SVG.</summary>
internal static class ReliabilityDiagram
{
    private const double Side = 300;
    private const double Left = 55;
    private const double Top = 10;
    private const string Accent = "var(--accent)";
    private const string Faint = "var(--faint)";

    /// <summary>Returns the image.</summary>
    /// <param name="after">The bins of the written model.</param>
    /// <param name="before">The bins before calibration, drawn as dots; null if the scores were not calibrated.</param>
    public static Markup Draw(IReadOnlyList<CalibrationBin> after, IReadOnlyList<CalibrationBin>? before)
    {
        var image = Svg.Element(
            "svg", ("viewBox", "0 0 370 370"), ("role", "img"), ("aria-label", Describe(after)), ("font-size", 13), ("class", "reliability"));
        for (var tick = 0; tick <= 5; tick++)
        {
            var share = tick / 5.0;
            image.Add(
                Svg.Line(Left, Y(share), Left + Side, Y(share), Faint),
                Label($"{tick * 20}", Left - 8, Y(share) + 4, "end"),
                Label($"{tick * 20}", X(share), Top + Side + 18, "middle"));
        }

        image.Add(after.SelectMany((bin, index) => Bar(bin, index, after.Count)));
        image.Add(Svg.Line(X(0), Y(0), X(1), Y(1), "var(--text)", ("stroke-dasharray", "6 4")));
        if (before is not null) image.Add(before.Where(bin => bin.Images > 0).Select(Dot));
        image.Add(
            Label("Score, %", Left + (Side / 2), Top + Side + 40, "middle"),
            Label("Correct answers, %", 14, Top + (Side / 2), "middle", ("transform", $"rotate(-90 14 {Svg.Text(Top + (Side / 2))})")));
        var legend = before is null ? "" : "<figcaption>Bars: the written model. Circles: before calibration.</figcaption>";
        return new Markup(image.ToString(SaveOptions.DisableFormatting) + legend);
    }

    private static double X(double share) => Left + (Side * share);

    private static double Y(double share) => Top + (Side * (1 - share));

    private static IEnumerable<XElement> Bar(CalibrationBin bin, int index, int count)
    {
        if (bin.Images == 0) yield break;
        var accuracy = (double)bin.Correct / bin.Images;
        var bar = Svg.Element(
            "rect", ("x", X((double)index / count) + 1), ("y", Y(accuracy)), ("width", (Side / count) - 2), ("height", Side * accuracy), ("fill", Accent));
        var title = Svg.Element("title");
        title.Value = string.Create(CultureInfo.InvariantCulture, $"{bin.Images} images: mean score {bin.Scores / bin.Images:P0}, {accuracy:P0} correct");
        bar.Add(title);
        yield return bar;
    }

    private static XElement Dot(CalibrationBin bin) => Svg.Element(
        "circle",
        ("cx", X(bin.Scores / bin.Images)),
        ("cy", Y((double)bin.Correct / bin.Images)),
        ("r", 4),
        ("fill", "none"),
        ("stroke", "var(--text)"),
        ("stroke-width", "1.5"));

    private static XElement Label(string text, double x, double y, string anchor, params (string Name, object Value)[] attributes)
    {
        var label = Svg.Label(text, x, y, anchor, attributes);
        label.SetAttributeValue("fill", "var(--text)");
        return label;
    }

    private static string Describe(IReadOnlyList<CalibrationBin> bins) =>
        "Share of correct answers by score. " + string.Join("; ", bins.Where(bin => bin.Images > 0).Select(bin => string.Create(
            CultureInfo.InvariantCulture, $"score {bin.Scores / bin.Images:P0}: {(double)bin.Correct / bin.Images:P0} correct of {bin.Images}")));
}
