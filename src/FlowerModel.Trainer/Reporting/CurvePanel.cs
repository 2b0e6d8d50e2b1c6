using System.Globalization;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Reporting;

/// <summary>One panel of the learning curves: a figure per epoch; the epochs are numbered through all phases.</summary>
/// <param name="Title">Title over the panel.</param>
/// <param name="Unit">Label of the vertical axis.</param>
/// <param name="Training">The training figure of an epoch.</param>
/// <param name="Validation">The validation figure of an epoch.</param>
/// <param name="Format">Formats a figure for the legend.</param>
/// <param name="Limits">Lower and upper end of the vertical axis, from the smallest and the largest figure.</param>
/// <param name="LegendAtTop">True for a legend in the upper right corner, false for the lower right corner.</param>
internal sealed record CurvePanel(
    string Title, string Unit, Func<EpochRecord, double?> Training, Func<EpochRecord, double?> Validation, Func<double, string> Format,
    Func<double, double, (double Low, double High)> Limits, bool LegendAtTop)
{
    /// <summary>The accuracy, up to 1.</summary>
    public static CurvePanel Accuracy { get; } = new(
        "Training and validation accuracy", "Accuracy", epoch => epoch.Accuracy, epoch => epoch.ValidationAccuracy,
        value => (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %",
        (low, _) => (Math.Max(low - 0.05, 0), 1.02), LegendAtTop: false);

    /// <summary>The cross-entropy, from 0.</summary>
    public static CurvePanel Loss { get; } = new(
        "Training and validation loss", "Cross-entropy", epoch => epoch.Loss, epoch => epoch.ValidationLoss,
        value => value.ToString("0.000", CultureInfo.InvariantCulture),
        (_, high) => (0, high > 0 ? 1.1 * high : 1), LegendAtTop: true);

    /// <summary>Returns what there is to draw: the same for every image format.</summary>
    /// <exception cref="ArgumentException">There is no phase.</exception>
    public PanelFigure Figure(IReadOnlyList<TrainingPhase> phases)
    {
        if (phases.Count == 0) throw new ArgumentException("At least one phase is required.", nameof(phases));
        var before = 0; // epochs of the earlier phases
        var figures = new List<PhaseFigure>();
        foreach (var phase in phases)
        {
            figures.Add(Figure(phase, before));
            before += phase.History.Epochs.Max(epoch => epoch.Epoch);
        }

        var values = figures.SelectMany(figure => figure.Training.Concat(figure.Validation)).Select(point => point.Value).ToList();
        var (low, high) = Limits(values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(1).Max());
        var first = phases[0].History.Epochs.Min(epoch => epoch.Epoch);
        return new PanelFigure(this, figures, first - 0.5, before + 0.5, low, high);
    }

    private PhaseFigure Figure(TrainingPhase phase, int before)
    {
        var best = phase.History.Best;
        var start = phase.Name == TrainingPhase.FineTune ? "start of fine-tuning" : $"start of {phase.Name}";
        return new PhaseFigure(
            before > 0 ? new LabeledPoint(before, 0, start) : null,
            Points(phase, Training, before),
            Points(phase, Validation, before),
            Validation(best) is { } value && double.IsFinite(value)
                ? new LabeledPoint(before + best.Epoch, value, $"{phase.Name}: epoch {before + best.Epoch} kept, {Format(value)}")
                : null);
    }

    /// <summary>A figure that is not finite cannot be drawn: the curve omits its epoch.</summary>
    private static CurvePoint[] Points(TrainingPhase phase, Func<EpochRecord, double?> figure, int before) =>
    [
        .. phase.History.Epochs
            .Where(epoch => figure(epoch) is { } value && double.IsFinite(value))
            .Select(epoch => new CurvePoint(before + epoch.Epoch, figure(epoch)!.Value)),
    ];
}
