namespace FlowerModel.Trainer.Reporting;

/// <summary>A panel of the learning curves with its points, ready to draw.</summary>
/// <param name="Panel">Title, unit and legend corner.</param>
/// <param name="Phases">The curves of each phase, in order; one or more.</param>
/// <param name="Left">Lower end of the horizontal axis, in epochs.</param>
/// <param name="Right">Upper end of the horizontal axis, in epochs.</param>
/// <param name="Low">Lower end of the vertical axis.</param>
/// <param name="High">Upper end of the vertical axis.</param>
internal sealed record PanelFigure(CurvePanel Panel, IReadOnlyList<PhaseFigure> Phases, double Left, double Right, double Low, double High)
{
    /// <summary>Color of the training curve.</summary>
    public const string TrainingColor = "#1f77b4";

    /// <summary>Color of the validation curve.</summary>
    public const string ValidationColor = "#e66100";

    /// <summary>Color of the mark at an epoch whose weights were kept.</summary>
    public const string KeptColor = "#1b7837";
}

/// <summary>The curves of one phase.</summary>
/// <param name="Start">Position and name of the vertical line where the phase starts; null for the first phase.</param>
/// <param name="Training">The training curve; empty if no epoch has a finite figure.</param>
/// <param name="Validation">The validation curve; empty if no epoch has a finite figure.</param>
/// <param name="Kept">The epoch whose weights were kept; null if its figure is not finite.</param>
internal sealed record PhaseFigure(LabeledPoint? Start, IReadOnlyList<CurvePoint> Training, IReadOnlyList<CurvePoint> Validation, LabeledPoint? Kept);

/// <summary>A point of a curve.</summary>
/// <param name="Epoch">Epoch, numbered through all phases.</param>
/// <param name="Value">The figure.</param>
internal readonly record struct CurvePoint(double Epoch, double Value);

/// <summary>A point with an entry in the legend.</summary>
/// <param name="Epoch">Epoch, numbered through all phases.</param>
/// <param name="Value">The figure; not used by vertical lines.</param>
/// <param name="Label">The entry in the legend.</param>
internal sealed record LabeledPoint(double Epoch, double Value, string Label);
