using ScottPlot;

namespace FlowerModel.Trainer.Reporting;

/// <summary>Draws a panel of the learning curves with ScottPlot.</summary>
internal static class PlotPanel
{
    /// <summary>Draws the panel.</summary>
    public static void Draw(Plot plot, PanelFigure figure)
    {
        foreach (var phase in figure.Phases)
        {
            if (phase.Start is { } start) plot.Add.VerticalLine(start.Epoch, 1.5f, Colors.Gray, LinePattern.Dashed).LegendText = start.Label;
            var isNamed = ReferenceEquals(phase, figure.Phases[0]); // one entry in the legend is enough
            DrawCurve(plot, phase.Training, PanelFigure.TrainingColor, isNamed ? "training" : "");
            DrawCurve(plot, phase.Validation, PanelFigure.ValidationColor, isNamed ? "validation" : "");
        }

        foreach (var phase in figure.Phases)
        {
            if (phase.Kept is not { } kept) continue;
            plot.Add.Marker(kept.Epoch, kept.Value, MarkerShape.FilledDiamond, 14, Color.FromHex(PanelFigure.KeptColor)).LegendText = kept.Label;
        }

        Label(plot, figure.Panel);
        plot.Axes.SetLimits(figure.Left, figure.Right, figure.Low, figure.High);
    }

    private static void DrawCurve(Plot plot, IReadOnlyList<CurvePoint> points, string color, string legend)
    {
        if (points.Count == 0) return;
        var curve = plot.Add.Scatter(points.Select(point => new Coordinates(point.Epoch, point.Value)).ToArray(), Color.FromHex(color));
        curve.LineWidth = 2;
        curve.MarkerSize = 6;
        curve.LegendText = legend;
    }

    private static void Label(Plot plot, CurvePanel panel)
    {
        plot.Title(panel.Title, 20);
        plot.XLabel("Epoch", 16);
        plot.YLabel(panel.Unit, 16);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = AxisTicks.Label,
            MinorTickGenerator = new ScottPlot.TickGenerators.EvenlySpacedMinorTickGenerator(1),
        };
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = AxisTicks.Label };
        plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        plot.Axes.Left.TickLabelStyle.FontSize = 14;
        plot.Legend.FontSize = 14;
        plot.Font.Set(CurvesFont.Family);
        plot.ShowLegend(panel.LegendAtTop ? Alignment.UpperRight : Alignment.LowerRight);
    }
}
