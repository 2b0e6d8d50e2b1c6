using FlowerModel.Distiller.Numerics;

namespace FlowerModel.Distiller.Training;

/// <summary>The teacher's mean and standard deviation per channel, which standardize features.</summary>
/// <param name="Mean">[channels].</param>
/// <param name="Deviation">[channels].</param>
internal sealed record FeatureScale(double[] Mean, double[] Deviation)
{
    /// <summary>Derives the scale from the statistics of the teacher's features.</summary>
    public static FeatureScale Of(RunningStatistics statistics)
    {
        double[] deviation = [.. statistics.Variance.Select(Math.Sqrt)];
        // Keeps a channel that is nearly constant on these images from being scaled up to noise.
        var least = (0.1 * deviation.Average()) + 1e-6;
        return new FeatureScale(statistics.Mean, [.. deviation.Select(value => value + least)]);
    }
}
