namespace FlowerModel.Conversion.Quantization.Calibration;

/// <summary>What calibration saw of one activation.</summary>
internal sealed class TensorStatistics(int channels)
{
    private readonly Histogram histogram = new();

    /// <summary>What it saw of each channel.</summary>
    internal ChannelStatistics Channels { get; } = new(channels);

    /// <summary>The least value.</summary>
    internal float Min => Channels.Min.Min();

    /// <summary>The greatest value.</summary>
    internal float Max => Channels.Max.Max();

    /// <summary>The values that occurred, from the least, and how often.</summary>
    internal (double[] Values, long[] Counts) Distribution() => histogram.Bins();

    /// <summary>Takes in one run's elements; false where one is not finite.</summary>
    internal bool TryAdd(ReadOnlySpan<float> values)
    {
        Channels.Add(values);
        var largest = 0f;
        // Not Math.Max alone: it must not pass over NaN, and it does not.
        foreach (var value in values) largest = MathF.Max(largest, MathF.Abs(value));
        if (!float.IsFinite(largest)) return false;
        histogram.Add(values, largest);
        return true;
    }

    /// <summary>Takes in what another saw.</summary>
    internal void Add(TensorStatistics other)
    {
        Channels.Add(other.Channels);
        histogram.Add(other.histogram);
    }
}
