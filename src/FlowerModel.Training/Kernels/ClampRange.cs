namespace FlowerModel.Training.Kernels;

/// <summary>Limits of a fused activation: ReLU is from 0 to infinity, ReLU6 from 0 to 6.</summary>
/// <param name="Minimum">Smaller values become this one.</param>
/// <param name="Maximum">Greater values become this one.</param>
internal readonly record struct ClampRange(float Minimum, float Maximum)
{
    /// <summary>No limits.</summary>
    public static ClampRange None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>True where there is a limit.</summary>
    public bool IsActive => this != None;

    /// <summary>The value within the limits; NaN stays NaN, so that a diverging training shows.</summary>
    /// <param name="value">Any value.</param>
    public float Clamp(float value) => value < Minimum ? Minimum : value > Maximum ? Maximum : value;

    /// <summary>The gradient before the activation: that behind it where the activation lies strictly between the limits, else 0.</summary>
    /// <param name="gradient">Gradient behind the activation.</param>
    /// <param name="activation">The activation.</param>
    public float Undo(float gradient, float activation) => activation > Minimum && activation < Maximum ? gradient : 0;
}
