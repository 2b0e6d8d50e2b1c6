using StbImageSharp;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// Finds the end of the image data in a JPEG that has no end-of-image marker. Such a file can be whole but for its last bytes, or cut off: only
/// decoding the entropy-coded data shows which.
/// </summary>
internal static unsafe class JpegImageData
{
    private const byte NoMarker = 0xFF;
    private const byte StartOfScan = 0xDA;
    private const int Coefficients = 64;

    // More than the decoder reads ahead.
    private const int ZerosAtEnd = 16;

    /// <summary>Returns the length of the file up to the last byte that contributes to the image; -1 if image data is missing.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="header">Its header.</param>
    public static int FindEnd(byte[] jpeg, in JpegHeader header)
    {
        // 0xFF only starts a marker here: entropy-coded data does not end with it.
        var length = jpeg.AsSpan().TrimEnd((byte)0xFF).Length;
        var bytes = new byte[length + ZerosAtEnd];
        jpeg.AsSpan(0, length).CopyTo(bytes);
        var stream = new MemoryStream(bytes, writable: false);
        var decoder = new StbImage.stbi__jpeg { s = new StbImage.stbi__context(stream), idct_block_kernel = static (_, _, _) => { } };
        try
        {
            if (!ReadScans(decoder, stream, header.LastScan) || !HasAllRestarts(decoder, bytes.AsSpan(header.LastScan, length - header.LastScan)))
                return -1;
            var end = EndOfUsedBytes(decoder, bytes, (int)stream.Position);
            return end <= length && !IsPadding(bytes.AsSpan(0, length), end, decoder.code_bits % 8) ? end : -1;
        }
        finally
        {
            StbImage.stbi__free_jpeg_components(decoder, decoder.img_comp.Length, 0);
        }
    }

    // Returns true if every coefficient of every component was read with all its bits, where missing bytes count as zeros.
    private static bool ReadScans(StbImage.stbi__jpeg decoder, MemoryStream stream, int lastScan)
    {
        if (StbImage.stbi__decode_jpeg_header(decoder, StbImage.STBI__SCAN_load) == 0) return false;
        var missingBits = new int[decoder.s.img_n * Coefficients];
        Array.Fill(missingBits, int.MaxValue);
        while (true)
        {
            var marker = StbImage.stbi__get_marker(decoder);
            if (IsRestart(marker)) continue;
            if (marker != StartOfScan)
            {
                if (StbImage.stbi__process_marker(decoder, marker) == 0) return false;
                continue;
            }

            var isLast = stream.Position >= lastScan;
            if (StbImage.stbi__process_scan_header(decoder) == 0 || StbImage.stbi__parse_entropy_coded_data(decoder) == 0) return false;
            for (var i = 0; i < decoder.scan_n; i++)
                missingBits.AsSpan((decoder.order[i] * Coefficients)..)[decoder.spec_start..(decoder.spec_end + 1)].Fill(decoder.succ_low);
            if (isLast) return Array.TrueForAll(missingBits, static bits => bits == 0);
            if (decoder.marker == NoMarker) decoder.marker = StbImage.stbi__skip_jpeg_junk_at_end(decoder);
        }
    }

    // The decoder stops without an error where the marker between two restart intervals is missing.
    private static bool HasAllRestarts(StbImage.stbi__jpeg decoder, ReadOnlySpan<byte> lastScan)
    {
        if (decoder.restart_interval == 0) return true;
        var component = decoder.img_comp[decoder.order[0]];
        var units = decoder.scan_n == 1 ? ((component.x + 7) / 8) * ((component.y + 7) / 8) : decoder.img_mcu_x * decoder.img_mcu_y;
        var restarts = 0;
        for (var i = 1; i < lastScan.Length; i++)
        {
            if (lastScan[i - 1] == 0xFF && IsRestart(lastScan[i])) restarts++;
        }

        return restarts >= (units - 1) / decoder.restart_interval;
    }

    // The decoder reads ahead; after 0xFF it also reads the stuffed zero.
    private static int EndOfUsedBytes(StbImage.stbi__jpeg decoder, byte[] bytes, int position)
    {
        if (decoder.marker != NoMarker) return position - 2;
        for (var ahead = decoder.code_bits / 8; ahead > 0; ahead--) position -= bytes[position - 1] == 0 && bytes[position - 2] == 0xFF ? 2 : 1;
        return position;
    }

    // A repeated byte at the end of a file fills up what was never written. Image data that reaches into it and does not end with the file is not data,
    // except for one byte that may have the same value by chance: then all its bits are used, because unused ones are not zeros.
    private static bool IsPadding(ReadOnlySpan<byte> bytes, int end, int unusedBits)
    {
        var padding = bytes.TrimEnd(bytes[^1]).Length;
        return end < bytes.Length && end > padding && (end > padding + 1 || unusedBits != 0);
    }

    private static bool IsRestart(byte marker) => marker is >= 0xD0 and <= 0xD7;
}
