namespace FlowerModel.Runtime.Images.Png;

/// <summary>Converts a row without a filter to RGB.</summary>
internal static unsafe class PngRow
{
    private const int Rgb = 3;

    /// <summary>Converts to 8 bits per sample: of 16 bits, the high byte counts.</summary>
    /// <param name="header">What kind of samples the row has.</param>
    /// <param name="row">The row.</param>
    /// <param name="width">The number of its pixels.</param>
    /// <param name="rgb">Receives R, G and B of the first pixel.</param>
    /// <param name="step">Pixels from one of the row to the next one in the image.</param>
    public static void ToRgb(PngHeader header, byte* row, int width, byte* rgb, int step)
    {
        var (samples, depth, advance) = (header.Samples, header.Depth, step * Rgb);
        if (depth >= 8)
        {
            var bytes = depth >> 3;
            var (from, second, third) = (samples * bytes, samples >= Rgb ? bytes : 0, samples >= Rgb ? 2 * bytes : 0);
            if (header.ColorType == 3) FromPalette(header.Palette, row, width, rgb, advance);
            else if (from == Rgb && step == 1) new ReadOnlySpan<byte>(row, width * Rgb).CopyTo(new Span<byte>(rgb, width * Rgb));
            else for (var x = 0; x < width; x++, row += from, rgb += advance) (rgb[0], rgb[1], rgb[2]) = (row[0], row[second], row[third]);
            return;
        }

        // Gray of fewer bits is scaled to 0 to 255. Other color types than a palette should not have so few; their samples stay as they are.
        var scale = header.ColorType == 0 ? 255 / ((1 << depth) - 1) : 1;
        for (var x = 0; x < width; x++, rgb += advance)
        {
            for (var channel = 0; channel < Rgb; channel++)
            {
                var sample = Sample(row, (x * samples) + (samples >= Rgb ? channel : 0), depth);
                rgb[channel] = header.ColorType == 3 ? header.Palette[(Rgb * sample) + channel] : (byte)(scale * sample);
            }
        }
    }

    /// <summary>Returns the 16-bit samples of a row as RGB.</summary>
    /// <inheritdoc cref="ToRgb"/>
    public static void ToRgb16(PngHeader header, byte* row, int width, ushort* rgb, int step)
    {
        for (var x = 0; x < width; x++, row += 2 * header.Samples, rgb += step * Rgb)
        {
            for (var channel = 0; channel < Rgb; channel++)
            {
                var at = row + (header.Samples >= Rgb ? 2 * channel : 0);
                rgb[channel] = (ushort)((at[0] << 8) | at[1]);
            }
        }
    }

    private static void FromPalette(ReadOnlySpan<byte> palette, byte* row, int width, byte* rgb, int advance)
    {
        for (var x = 0; x < width; x++, rgb += advance)
        {
            var color = palette.Slice(row[x] * Rgb, Rgb);
            (rgb[0], rgb[1], rgb[2]) = (color[0], color[1], color[2]);
        }
    }

    private static int Sample(byte* row, int index, int depth)
    {
        var bit = index * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
}
