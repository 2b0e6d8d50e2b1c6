using System.Numerics;

namespace FlowerModel.Conversion.Quantization.Calibration;

/// <summary>Min, max, mean and mean square of each channel (index of the last dimension) of a tensor.</summary>
internal sealed class ChannelStatistics(int channels)
{
    private readonly double[] sums = new double[channels];
    private readonly double[] squares = new double[channels];
    private long rows;

    /// <summary>Number of channels.</summary>
    internal int Count => channels;

    /// <summary>The minimum of each channel.</summary>
    internal float[] Min { get; } = Filled(channels, float.PositiveInfinity);

    /// <summary>The maximum of each channel.</summary>
    internal float[] Max { get; } = Filled(channels, float.NegativeInfinity);

    /// <summary>The mean of a channel.</summary>
    internal double Mean(int channel) => rows == 0 ? 0 : sums[channel] / rows;

    /// <summary>The mean square of a channel.</summary>
    internal double MeanSquare(int channel) => rows == 0 ? 0 : squares[channel] / rows;

    /// <summary>The largest absolute value of a channel.</summary>
    internal float Reach(int channel) => Math.Max(Math.Abs(Min[channel]), Math.Abs(Max[channel]));

    /// <summary>Adds the elements of one run, channels fastest.</summary>
    internal void Add(ReadOnlySpan<float> values)
    {
        // Single precision is enough for the few thousand elements of one run; sums over runs are double.
        var (sum, square) = (new float[channels], new float[channels]);
        var vectors = channels / Vector<float>.Count * Vector<float>.Count;
        for (var start = 0; start < values.Length; start += channels)
        {
            var row = values.Slice(start, channels);
            for (var c = 0; c < vectors; c += Vector<float>.Count)
            {
                var value = new Vector<float>(row[c..]);
                Vector.Min(new Vector<float>(Min, c), value).CopyTo(Min, c);
                Vector.Max(new Vector<float>(Max, c), value).CopyTo(Max, c);
                (new Vector<float>(sum, c) + value).CopyTo(sum, c);
                (new Vector<float>(square, c) + (value * value)).CopyTo(square, c);
            }

            for (var c = vectors; c < channels; c++)
            {
                Min[c] = Math.Min(Min[c], row[c]);
                Max[c] = Math.Max(Max[c], row[c]);
                sum[c] += row[c];
                square[c] += row[c] * row[c];
            }
        }

        for (var c = 0; c < channels; c++)
        {
            sums[c] += sum[c];
            squares[c] += square[c];
        }

        rows += values.Length / channels;
    }

    /// <summary>Adds the statistics of another instance.</summary>
    internal void Add(ChannelStatistics other)
    {
        for (var c = 0; c < channels; c++)
        {
            Min[c] = Math.Min(Min[c], other.Min[c]);
            Max[c] = Math.Max(Max[c], other.Max[c]);
            sums[c] += other.sums[c];
            squares[c] += other.squares[c];
        }

        rows += other.rows;
    }

    private static float[] Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return values;
    }
}
