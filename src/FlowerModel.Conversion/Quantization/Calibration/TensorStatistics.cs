namespace FlowerModel.Conversion.Quantization.Calibration;

/// <summary>Calibration statistics of one activation.</summary>
internal sealed class TensorStatistics(int channels)
{
    private readonly Histogram histogram = new();

    /// <summary>Statistics of each channel.</summary>
    internal ChannelStatistics Channels { get; } = new(channels);

    /// <summary>The smallest value.</summary>
    internal float Min => Channels.Min.Min();

    /// <summary>The largest value.</summary>
    internal float Max => Channels.Max.Max();

    /// <summary>The values that occurred, in ascending order, and their counts.</summary>
    internal (double[] Values, long[] Counts) Distribution() => histogram.Bins();

    /// <summary>Adds the elements of one run; returns false if one is not finite.</summary>
    internal bool TryAdd(ReadOnlySpan<float> values)
    {
        Channels.Add(values);
        var largest = 0f;
        // MathF.Max propagates NaN, so one check after the loop suffices.
        foreach (var value in values) largest = MathF.Max(largest, MathF.Abs(value));
        if (!float.IsFinite(largest)) return false;
        histogram.Add(values, largest);
        return true;
    }

    /// <summary>Adds the statistics of another instance.</summary>
    internal void Add(TensorStatistics other)
    {
        Channels.Add(other.Channels);
        histogram.Add(other.histogram);
    }
}
