namespace FlowerModel.Runtime.Images.Png;

/// <summary>
/// Reduces the 16-bit samples of a PNG to 8 bits by its significant bits (sBIT). The specification wants samples of fewer bits scaled up to 16, and then
/// the high byte is what they mean. Many cameras and scanners instead store them as they are, in the low bits: their high byte would be almost black.
/// </summary>
internal static class PngSignificantBits
{
    private const int Channels = 3;

    /// <summary>True if the samples of an image may be in the low bits.</summary>
    public static bool MayBeLow(PngHeader header) =>
        header is { Depth: 16, SignificantBits.Length: > 0 } && header.SignificantBits.AsSpan().ContainsAnyInRange((byte)1, (byte)15);

    /// <summary>Reduces the samples of an image.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="samples">R, G and B of each pixel.</param>
    /// <param name="rgb">Receives as many bytes.</param>
    public static void Reduce(PngHeader header, ReadOnlySpan<ushort> samples, Span<byte> rgb)
    {
        var bits = BitsPerChannel(header);
        var isLow = IsLow(samples, bits);
        for (var i = 0; i < samples.Length; i++)
        {
            var max = (1 << bits[i % Channels]) - 1;
            rgb[i] = isLow ? (byte)(((samples[i] * 255) + (max / 2)) / max) : (byte)(samples[i] >> 8);
        }
    }

    // Gray is repeated, so all channels have its bits.
    private static int[] BitsPerChannel(PngHeader header)
    {
        var bits = header.SignificantBits;
        return header.ColorType is 2 or 6 && bits.Length >= Channels ? [bits[0], bits[1], bits[2]] : [bits[0], bits[0], bits[0]];
    }

    // Scaled up, a sample below 2^bits is a small one, and its low bits, which repeat its high ones, are zeros.
    private static bool IsLow(ReadOnlySpan<ushort> samples, int[] bits)
    {
        var hasLowBits = false;
        for (var i = 0; i < samples.Length; i++)
        {
            var significant = bits[i % Channels];
            if (significant is 0 or > 16 || samples[i] >> significant != 0) return false;
            hasLowBits |= (samples[i] & ((1 << (16 - significant)) - 1)) != 0;
        }

        return hasLowBits;
    }
}
