using System.Xml.Linq;

namespace FlowerModel.Trainer.Reporting;

/// <summary>Draws a panel of the learning curves as SVG elements.</summary>
/// <param name="figure">The panel.</param>
/// <param name="width">Width of the panel with its margins.</param>
/// <param name="height">Height of the panel with its margins.</param>
internal sealed class SvgPanel(PanelFigure figure, double width, double height)
{
    /// <summary>Size of all text except titles.</summary>
    public const int FontSize = 14;

    // Margins around the frame.
    private const double LeftMargin = 85;
    private const double RightMargin = 20;
    private const double TopMargin = 40;
    private const double BottomMargin = 60;

    private const string Black = "#000000";
    private const string Grid = "#e0e0e0";
    private const string Gray = "#808080";

    private double Right => width - RightMargin;

    private double Bottom => height - BottomMargin;

    /// <summary>Draws the panel.</summary>
    /// <param name="top">Vertical position of the panel in the image.</param>
    public XElement Draw(double top)
    {
        var panel = Svg.Group([.. Axes(), .. figure.Phases.SelectMany(Curves), .. Marks(), .. Legend()]);
        panel.SetAttributeValue("transform", $"translate(0 {Svg.Text(top)})");
        return panel;
    }

    private double X(double epoch) => LeftMargin + ((epoch - figure.Left) / (figure.Right - figure.Left) * (Right - LeftMargin));

    private double Y(double value) => Bottom - ((value - figure.Low) / (figure.High - figure.Low) * (Bottom - TopMargin));

    private IEnumerable<XElement> Axes()
    {
        foreach (var epoch in AxisTicks.Between(figure.Left, figure.Right, intervals: 15, finest: 1))
        {
            yield return Svg.Line(X(epoch), TopMargin, X(epoch), Bottom, Grid);
            yield return Svg.Label(AxisTicks.Label(epoch), X(epoch), Bottom + 20, "middle");
        }

        foreach (var value in AxisTicks.Between(figure.Low, figure.High, intervals: 8, finest: 0.0001))
        {
            yield return Svg.Line(LeftMargin, Y(value), Right, Y(value), Grid);
            yield return Svg.Label(AxisTicks.Label(value), LeftMargin - 8, Y(value) + 5, "end");
        }

        yield return Svg.Element(
            "rect", ("x", LeftMargin), ("y", TopMargin), ("width", Right - LeftMargin), ("height", Bottom - TopMargin), ("stroke", Black));
        var (middle, center) = ((LeftMargin + Right) / 2, (TopMargin + Bottom) / 2);
        yield return Svg.Label(figure.Panel.Title, middle, 27, "middle", ("font-size", 20), ("font-weight", "bold"));
        yield return Svg.Label("Epoch", middle, Bottom + 45, "middle", ("font-size", 16));
        yield return Svg.Label(
            figure.Panel.Unit, 25, center, "middle", ("font-size", 16), ("transform", $"rotate(-90 25 {Svg.Text(center)})"));
    }

    private IEnumerable<XElement> Curves(PhaseFigure phase)
    {
        if (phase.Start is { } start) yield return StartLine(X(start.Epoch), TopMargin, X(start.Epoch), Bottom);
        foreach (var element in Curve(phase.Training, PanelFigure.TrainingColor).Concat(Curve(phase.Validation, PanelFigure.ValidationColor)))
            yield return element;
    }

    private IEnumerable<XElement> Curve(IReadOnlyList<CurvePoint> points, string color)
    {
        if (points.Count == 0) yield break;
        var path = string.Join(' ', points.Select(point => $"{Svg.Text(X(point.Epoch))},{Svg.Text(Y(point.Value))}"));
        yield return Svg.Element("polyline", ("points", path), ("stroke", color), ("stroke-width", 2));
        foreach (var point in points) yield return Svg.Element("circle", ("cx", X(point.Epoch)), ("cy", Y(point.Value)), ("r", 3), ("fill", color));
    }

    private IEnumerable<XElement> Marks() =>
        figure.Phases.Select(phase => phase.Kept).OfType<LabeledPoint>().Select(kept => Svg.Diamond(X(kept.Epoch), Y(kept.Value), 7, PanelFigure.KeptColor));

    private IEnumerable<XElement> Legend()
    {
        const double Row = 22;
        const double Symbol = 40;
        List<(string Text, Func<double, double, XElement> Draw)> entries =
        [
            ("training", (x, y) => Svg.Line(x, y, x + Symbol - 10, y, PanelFigure.TrainingColor, ("stroke-width", 2))),
            ("validation", (x, y) => Svg.Line(x, y, x + Symbol - 10, y, PanelFigure.ValidationColor, ("stroke-width", 2))),
            .. figure.Phases.Select(phase => phase.Start).OfType<LabeledPoint>()
                .Select(start => (start.Label, (Func<double, double, XElement>)((x, y) => StartLine(x, y, x + Symbol - 10, y)))),
            .. figure.Phases.Select(phase => phase.Kept).OfType<LabeledPoint>()
                .Select(kept => (kept.Label, (Func<double, double, XElement>)((x, y) => Svg.Diamond(x + ((Symbol - 10) / 2), y, 7, PanelFigure.KeptColor)))),
        ];

        // The viewer chooses the font, so widths are estimates: a character of the fonts named is 0.6 times as wide as the font size on average.
        var boxWidth = Symbol + 20 + (0.6 * FontSize * entries.Max(entry => entry.Text.Length));
        var boxHeight = (Row * entries.Count) + 8;
        var left = Right - boxWidth - 8;
        var top = figure.Panel.LegendAtTop ? TopMargin + 8 : Bottom - boxHeight - 8;
        yield return Svg.Element(
            "rect", ("x", left), ("y", top), ("width", boxWidth), ("height", boxHeight), ("fill", "#ffffff"), ("fill-opacity", "0.9"), ("stroke", Black));
        for (var i = 0; i < entries.Count; i++)
        {
            var y = top + 4 + (Row * (i + 0.5));
            yield return entries[i].Draw(left + 10, y);
            yield return Svg.Label(entries[i].Text, left + 10 + Symbol, y + 5, "start");
        }
    }

    private static XElement StartLine(double x1, double y1, double x2, double y2) =>
        Svg.Line(x1, y1, x2, y2, Gray, ("stroke-width", "1.5"), ("stroke-dasharray", "6 4"));
}
