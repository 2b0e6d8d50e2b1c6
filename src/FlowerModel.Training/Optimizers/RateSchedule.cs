using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Optimizers;

/// <summary>How the learning rate changes over the steps.</summary>
/// <param name="Rate">The greatest rate.</param>
/// <param name="WarmUpSteps">Steps in which it rises to that evenly.</param>
internal abstract record RateSchedule(double Rate, int WarmUpSteps)
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    public double At(int step) => step < WarmUpSteps ? Rate * (step + 1) / WarmUpSteps : Rate * ShareAt(step - WarmUpSteps);

    /// <summary>Share of the greatest rate, after warming up.</summary>
    /// <param name="step">The step, from 0.</param>
    protected abstract double ShareAt(int step);
}

/// <summary>The rate stays as it is.</summary>
/// <param name="Rate">The rate.</param>
/// <param name="WarmUpSteps">Steps in which it rises to that evenly.</param>
internal sealed record ConstantRate(double Rate, int WarmUpSteps = 0) : RateSchedule(Rate, WarmUpSteps)
{
    protected override double ShareAt(int step) => 1;
}

/// <summary>The rate falls to zero along half a cosine (Loshchilov and Hutter 2017, without restarts).</summary>
/// <param name="Rate">The greatest rate.</param>
/// <param name="Steps">All steps, warming up among them.</param>
/// <param name="WarmUpSteps">Steps in which it rises evenly.</param>
internal sealed record CosineRate(double Rate, int Steps, int WarmUpSteps = 0) : RateSchedule(Rate, WarmUpSteps)
{
    protected override double ShareAt(int step) => 0.5 * (1 + PortableMath.CosPi(Math.Min(1, (double)step / Math.Max(1, Steps - WarmUpSteps))));
}
