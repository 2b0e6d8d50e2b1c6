namespace FlowerModel.Conversion.Quantization.Comparison;

/// <summary>
/// The factors by which a quantized model's tensor is larger by design: the powers of two by which equalization scaled its channels, times
/// the unit of the whole tensor in an int8 model. The file does not record them; they follow from a comparison with the float32 model's
/// values.
/// </summary>
internal sealed class ChannelGain(int channels)
{
    private readonly double[] products = new double[channels];
    private readonly double[] squares = new double[channels];

    /// <summary>Adds the values of one run, channels fastest.</summary>
    internal void Add(ReadOnlySpan<float> original, ReadOnlySpan<float> quantized)
    {
        for (var i = 0; i < original.Length; i++)
        {
            products[i % channels] += (double)original[i] * quantized[i];
            squares[i % channels] += (double)original[i] * original[i];
        }
    }

    /// <summary>The gain of each channel; for a channel that is zero or inverted, the median gain.</summary>
    internal float[] Nearest()
    {
        var logarithms = new double[channels];
        for (var c = 0; c < channels; c++) logarithms[c] = products[c] > 0 ? Math.Log2(products[c] / squares[c]) : double.NaN;
        var unit = InCommon(logarithms);
        double[] powers = [.. logarithms.Where(each => !double.IsNaN(each)).Select(each => Math.Round(each - unit)).Order()];
        var middle = powers.Length > 0 ? powers[powers.Length / 2] : 0;
        return Array.ConvertAll(logarithms, each => (float)Math.Pow(2, unit + (double.IsNaN(each) ? middle : Math.Round(each - unit))));
    }

    /// <summary>
    /// The common fractional part of the logarithms, -0.5 to 0.5: each is an angle with 1 as a full turn, and the mean direction is weighted by
    /// channel strength.
    /// </summary>
    private double InCommon(double[] logarithms)
    {
        var (x, y) = (0d, 0d);
        for (var c = 0; c < channels; c++)
        {
            if (double.IsNaN(logarithms[c])) continue;
            var (sin, cos) = Math.SinCos(2 * Math.PI * logarithms[c]);
            x += squares[c] * cos;
            y += squares[c] * sin;
        }

        return Math.Atan2(y, x) / (2 * Math.PI);
    }
}
