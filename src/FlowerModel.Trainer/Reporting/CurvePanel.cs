using System.Globalization;
using FlowerModel.Trainer.Training;
using ScottPlot;

namespace FlowerModel.Trainer.Reporting;

/// <summary>One panel of the learning curves: a figure per epoch; the epochs are numbered through all phases.</summary>
/// <param name="Title">Title over the panel.</param>
/// <param name="Unit">Label of the vertical axis.</param>
/// <param name="Training">The training figure of an epoch.</param>
/// <param name="Validation">The validation figure of an epoch.</param>
/// <param name="Format">Formats a figure for the legend.</param>
/// <param name="Limits">Lower and upper end of the vertical axis, from the smallest and the largest figure.</param>
/// <param name="Legend">Corner of the legend.</param>
internal sealed record CurvePanel(
    string Title, string Unit, Func<EpochRecord, double?> Training, Func<EpochRecord, double?> Validation, Func<double, string> Format,
    Func<double, double, (double Low, double High)> Limits, Alignment Legend)
{
    private static readonly Color TrainingColor = Color.FromHex("#1f77b4");
    private static readonly Color ValidationColor = Color.FromHex("#e66100");
    private static readonly Color KeptColor = Color.FromHex("#1b7837");

    /// <summary>The accuracy, up to 1.</summary>
    public static CurvePanel Accuracy { get; } = new(
        "Training and validation accuracy", "Accuracy", epoch => epoch.Accuracy, epoch => epoch.ValidationAccuracy,
        value => (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        (low, _) => (Math.Max(low - 0.05, 0), 1.02), Alignment.LowerRight);

    /// <summary>The cross-entropy, from 0.</summary>
    public static CurvePanel Loss { get; } = new(
        "Training and validation loss", "Cross-entropy", epoch => epoch.Loss, epoch => epoch.ValidationLoss,
        value => value.ToString("0.000", CultureInfo.InvariantCulture),
        (_, high) => (0, high > 0 ? 1.1 * high : 1), Alignment.UpperRight);

    /// <summary>Draws the panel.</summary>
    public void Draw(Plot plot, IReadOnlyList<TrainingPhase> phases)
    {
        var before = 0; // epochs of the earlier phases
        foreach (var phase in phases)
        {
            if (before > 0) DrawStart(plot, phase, before);
            var named = ReferenceEquals(phase, phases[0]); // one entry in the legend is enough
            DrawCurve(plot, Points(phase, Training, before), TrainingColor, named ? "training" : "");
            DrawCurve(plot, Points(phase, Validation, before), ValidationColor, named ? "validation" : "");
            before += phase.History.Epochs.Max(epoch => epoch.Epoch);
        }

        DrawKept(plot, phases);
        Label(plot);
        var figures = phases.SelectMany(phase => Points(phase, Training, 0).Concat(Points(phase, Validation, 0))).Select(point => point.Y);
        var (low, high) = Limits(figures.DefaultIfEmpty(0).Min(), figures.DefaultIfEmpty(1).Max());
        var first = phases[0].History.Epochs.Min(epoch => epoch.Epoch);
        plot.Axes.SetLimits(first - 0.5, before + 0.5, low, high);
    }

    private static void DrawStart(Plot plot, TrainingPhase phase, int epoch)
    {
        var line = plot.Add.VerticalLine(epoch, 1.5f, Colors.Gray, LinePattern.Dashed);
        line.LegendText = phase.Name == TrainingPhase.FineTune ? "start of fine-tuning" : $"start of {phase.Name}";
    }

    private static void DrawCurve(Plot plot, Coordinates[] points, Color color, string legend)
    {
        if (points.Length == 0) return;
        var curve = plot.Add.Scatter(points, color);
        curve.LineWidth = 2;
        curve.MarkerSize = 6;
        curve.LegendText = legend;
    }

    /// <summary>A figure that is not finite cannot be drawn: the curve omits its epoch.</summary>
    private static Coordinates[] Points(TrainingPhase phase, Func<EpochRecord, double?> figure, int before) =>
    [
        .. phase.History.Epochs
            .Where(epoch => figure(epoch) is { } value && double.IsFinite(value))
            .Select(epoch => new Coordinates(before + epoch.Epoch, figure(epoch)!.Value)),
    ];

    private void DrawKept(Plot plot, IReadOnlyList<TrainingPhase> phases)
    {
        var before = 0;
        foreach (var phase in phases)
        {
            var best = phase.History.Best;
            if (Validation(best) is { } value && double.IsFinite(value))
            {
                var mark = plot.Add.Marker(before + best.Epoch, value, MarkerShape.FilledDiamond, 14, KeptColor);
                mark.LegendText = $"{phase.Name}: epoch {before + best.Epoch} kept, {Format(value)}";
            }

            before += phase.History.Epochs.Max(epoch => epoch.Epoch);
        }
    }

    private void Label(Plot plot)
    {
        plot.Title(Title, 20);
        plot.XLabel("Epoch", 16);
        plot.YLabel(Unit, 16);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = Tick,
            MinorTickGenerator = new ScottPlot.TickGenerators.EvenlySpacedMinorTickGenerator(1),
        };
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = Tick };
        plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        plot.Axes.Left.TickLabelStyle.FontSize = 14;
        plot.Legend.FontSize = 14;
        plot.Font.Set(CurvesFont.Family);
        plot.ShowLegend(Legend);

        static string Tick(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
    }
}
