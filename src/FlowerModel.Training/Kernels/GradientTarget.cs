namespace FlowerModel.Training.Kernels;

/// <summary>Where a kernel writes the gradient of its input, and how.</summary>
/// <param name="gradient">Floats like the input's.</param>
/// <param name="accumulate">True: another consumer of the input has written its part already, and the sum continues from it.</param>
/// <param name="activation">
/// The input, where its own fused activation has still to be undone, which the last to write does; null: nothing is undone.
/// </param>
/// <param name="clamp">That activation.</param>
internal readonly unsafe struct GradientTarget(float* gradient, bool accumulate = false, float* activation = null, ClampRange clamp = default)
{
    /// <summary>The gradient.</summary>
    public float* Gradient { get; } = gradient;

    /// <summary>Whether the sum continues from what is there.</summary>
    public bool Accumulate { get; } = accumulate;

    /// <summary>The input where its activation is undone, else null.</summary>
    public float* Activation { get; } = activation;

    /// <summary>The activation to undo.</summary>
    public ClampRange Clamp { get; } = clamp;

    /// <summary>The target further on.</summary>
    /// <param name="offset">Floats.</param>
    public GradientTarget At(nint offset) => new(Gradient + offset, Accumulate, Activation == null ? null : Activation + offset, Clamp);

    /// <summary>Stores a finished sum; its activation is undone.</summary>
    /// <param name="at">Place.</param>
    /// <param name="sum">The sum.</param>
    public void Store(nint at, float sum) => Gradient[at] = Activation == null ? sum : Clamp.Undo(sum, Activation[at]);

    /// <summary>Stores a part, or adds it to the parts of other consumers.</summary>
    /// <param name="at">Place.</param>
    /// <param name="part">The part.</param>
    public void Pass(nint at, float part) => Store(at, Accumulate ? Gradient[at] + part : part);
}
