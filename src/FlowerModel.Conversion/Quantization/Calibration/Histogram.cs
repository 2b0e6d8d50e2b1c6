namespace FlowerModel.Conversion.Quantization.Calibration;

/// <summary>
/// Counts how often values occur. The bin width is a power of two that doubles, merging bins in pairs, when a value is out of range. The
/// result therefore does not depend on the order of the values or on how the work was divided.
/// </summary>
internal sealed class Histogram
{
    /// <summary>Bins on either side of zero: at least eight per step of the 256 that an int8 tensor has.</summary>
    private const int Half = 2048;

    private const int LeastExponent = -60;
    private long[] counts = new long[2 * Half];
    private int exponent = LeastExponent;

    /// <summary>Counts values whose absolute value is at most <paramref name="largest"/>.</summary>
    internal void Add(ReadOnlySpan<float> values, float largest)
    {
        Reach(largest);
        var perBin = (float)Math.ScaleB(1, -exponent);
        var bins = counts;
        foreach (var value in values) bins[Math.Min((int)MathF.Floor(value * perBin) + Half, bins.Length - 1)]++;
    }

    /// <summary>Adds the counts of another histogram.</summary>
    internal void Add(Histogram other)
    {
        while (exponent < other.exponent) Widen();
        var (source, difference) = (other.counts, exponent - other.exponent);
        for (var i = 0; i < source.Length; i++) counts[((i - Half) >> difference) + Half] += source[i];
    }

    /// <summary>The centers of the non-empty bins in ascending order, and their counts.</summary>
    internal (double[] Values, long[] Counts) Bins()
    {
        var width = Math.ScaleB(1, exponent);
        List<double> values = [];
        List<long> filled = [];
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            values.Add((i - Half + 0.5) * width);
            filled.Add(counts[i]);
        }

        return ([.. values], [.. filled]);
    }

    private void Reach(float largest)
    {
        while (largest >= Math.ScaleB(Half, exponent)) Widen();
    }

    private void Widen()
    {
        var wider = new long[counts.Length];
        for (var i = 0; i < counts.Length; i++) wider[((i - Half) >> 1) + Half] += counts[i];
        counts = wider;
        exponent++;
    }
}
