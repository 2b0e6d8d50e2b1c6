namespace FlowerModel.Trainer.Reporting.Analysis;

/// <summary>A class activation map as the page stores it.</summary>
/// <param name="Width">Number of columns.</param>
/// <param name="Levels">The values, row by row, as whole numbers: 0 for the smallest and 99 for the largest; all 0 for a constant map.</param>
internal sealed record MapLevels(int Width, int[] Levels)
{
    /// <summary>Returns the levels of a map.</summary>
    /// <param name="width">Number of columns.</param>
    /// <param name="map">The values, row by row.</param>
    public static MapLevels Of(int width, ReadOnlySpan<float> map)
    {
        var values = map.ToArray();
        var (low, high) = (values.Min(), values.Max());
        return new MapLevels(width, [.. values.Select(value => high > low ? (int)((value - low) / (high - low) * 99.999f) : 0)]);
    }
}
