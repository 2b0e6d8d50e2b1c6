namespace FlowerModel.Conversion.Quantization.Comparison;

/// <summary>
/// The powers of two by which equalisation scaled a tensor's channels. The file does not say them, but they show: the values of a channel
/// are that many times those of the float32 model.
/// </summary>
internal sealed class ChannelGain(int channels)
{
    private readonly double[] products = new double[channels];
    private readonly double[] squares = new double[channels];

    /// <summary>Takes in the values of one run, the channels fastest.</summary>
    internal void Add(ReadOnlySpan<float> original, ReadOnlySpan<float> quantised)
    {
        for (var i = 0; i < original.Length; i++)
        {
            products[i % channels] += (double)original[i] * quantised[i];
            squares[i % channels] += (double)original[i] * original[i];
        }
    }

    /// <summary>The nearest power of two of each channel; 1 for one that is zero or turned around.</summary>
    internal float[] Nearest()
    {
        var gains = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var gain = squares[c] > 0 ? products[c] / squares[c] : 1;
            gains[c] = gain > 0 ? (float)Math.ScaleB(1, (int)Math.Round(Math.Log2(gain))) : 1;
        }

        return gains;
    }
}
