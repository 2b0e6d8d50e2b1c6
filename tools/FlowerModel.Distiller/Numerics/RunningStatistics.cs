namespace FlowerModel.Distiller.Numerics;

/// <summary>Mean and variance per channel, accumulated in double precision.</summary>
/// <param name="channels">Number of channels.</param>
internal sealed class RunningStatistics(int channels)
{
    private readonly double[] sums = new double[channels];
    private readonly double[] squares = new double[channels];
    private double count;

    /// <summary>Mean of each channel.</summary>
    public double[] Mean => [.. sums.Select(sum => sum / count)];

    /// <summary>Variance of each channel, at least 0.</summary>
    public double[] Variance => [.. squares.Zip(Mean, (square, mean) => Math.Max(0, (square / count) - (mean * mean)))];

    /// <summary>Adds rows of values.</summary>
    /// <param name="rows">[rows, channels].</param>
    public void Add(ReadOnlySpan<float> rows)
    {
        count += rows.Length / channels;
        for (; rows.Length > 0; rows = rows[channels..])
        {
            for (var c = 0; c < channels; c++)
            {
                sums[c] += rows[c];
                squares[c] += (double)rows[c] * rows[c];
            }
        }
    }

    /// <summary>Adds the values that another instance has seen.</summary>
    public void Add(RunningStatistics other)
    {
        count += other.count;
        VectorSums.AddScaled(1, other.sums, sums);
        VectorSums.AddScaled(1, other.squares, squares);
    }
}
