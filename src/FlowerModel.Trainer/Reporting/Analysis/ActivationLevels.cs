namespace FlowerModel.Trainer.Reporting.Analysis;

/// <summary>Class activation maps as the page stores them.</summary>
internal static class ActivationLevels
{
    /// <summary>Returns the values of a map as whole numbers, 0 for the smallest and 99 for the largest value; all 0 for a constant map.</summary>
    public static int[] Of(ReadOnlySpan<float> map)
    {
        var values = map.ToArray();
        var (low, high) = (values.Min(), values.Max());
        return [.. values.Select(value => high > low ? (int)((value - low) / (high - low) * 99.999f) : 0)];
    }
}
