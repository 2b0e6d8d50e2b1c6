namespace FlowerModel.Runtime.Inference.Kernels.Reference;

/// <summary>MEAN of int8 elements: how a sum of stored integers becomes a stored mean.</summary>
internal static class QuantizedMean
{
    /// <summary>The rule for given scales and zero points; TFLite too computes it in floats (QuantizedMeanOrSum).</summary>
    /// <param name="input">Scale and zero point of the input.</param>
    /// <param name="result">Scale and zero point of the mean.</param>
    /// <param name="count">Elements that go into one mean.</param>
    public static Func<int, sbyte> Rule((float Scale, int ZeroPoint) input, (float Scale, int ZeroPoint) result, int count)
    {
        var scale = input.Scale / result.Scale;
        var bias = -input.ZeroPoint * scale;
        return sum =>
        {
            var mean = MathF.Round(((float)sum / count * scale) + bias, MidpointRounding.AwayFromZero);
            return (sbyte)Math.Clamp(mean + result.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        };
    }

    /// <summary>Sums over height and width, one for each image and channel.</summary>
    /// <param name="input">Images of <paramref name="pixels"/> pixels of <paramref name="channels"/> channels.</param>
    /// <param name="pixels">Height times width.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="sums">Receives the sums.</param>
    public static void SpatialSums(ReadOnlySpan<sbyte> input, int pixels, int channels, Span<int> sums)
    {
        sums.Clear();
        for (var p = 0; p * channels < input.Length; p++)
        {
            var pixel = input.Slice(p * channels, channels);
            var image = sums.Slice(p / pixels * channels, channels);
            for (var c = 0; c < pixel.Length; c++) image[c] += pixel[c];
        }
    }
}
