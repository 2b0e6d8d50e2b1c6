namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// Where the image data of a JPEG ends that has no end-of-image marker. Such a file can be whole but for its last bytes, or cut off: only
/// decoding the entropy-coded data shows which.
/// </summary>
internal static class JpegImageData
{
    /// <summary>The number of zeros that must follow the bytes of the file: more than the decoder reads ahead.</summary>
    public const int ZerosAtEnd = 16;

    private const int Coefficients = 64;

    /// <summary>Returns the number of bytes up to those that can be image data: entropy-coded data does not end with 0xFF, which only starts a marker.</summary>
    public static int LengthWithoutMarkers(ReadOnlySpan<byte> jpeg) => jpeg.TrimEnd((byte)0xFF).Length;

    /// <summary>Notes which bits of the coefficients of a component a scan leaves out.</summary>
    /// <param name="missingBits">The number of bits that are missing so far, 64 for each component.</param>
    /// <param name="scan">The scan.</param>
    public static unsafe void Add(Span<int> missingBits, in JpegScan scan)
    {
        for (var i = 0; i < scan.Count; i++)
            missingBits[(scan.Components[i] * Coefficients)..][scan.First..(scan.Last + 1)].Fill(scan.Shift);
    }

    /// <summary>Returns the end of the bytes that contribute to the image; -1 if image data is missing.</summary>
    /// <param name="bytes">The file, without zeros behind it.</param>
    /// <param name="zeroed">The same with zeros behind it.</param>
    /// <param name="reader">The reader behind the last scan.</param>
    public static int FindEnd(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> zeroed, in BitReader reader)
    {
        var end = EndOfUsedBytes(zeroed, reader);
        return end <= bytes.Length && !IsPadding(bytes, end, reader.Count % 8) ? end : -1;
    }

    // The decoder reads ahead; after 0xFF it also reads the stuffed zero.
    private static int EndOfUsedBytes(ReadOnlySpan<byte> bytes, in BitReader reader)
    {
        var position = reader.Position;
        if (reader.Marker != BitReader.NoMarker) return position - 2;
        for (var ahead = reader.Count / 8; ahead > 0; ahead--) position -= bytes[position - 1] == 0 && bytes[position - 2] == 0xFF ? 2 : 1;
        return position;
    }

    // A repeated byte at the end of a file fills up what was never written. Image data that reaches into it and does not end with the file is not data,
    // except for one byte that may have the same value by chance: then all its bits are used, because unused ones are not zeros.
    private static bool IsPadding(ReadOnlySpan<byte> bytes, int end, int unusedBits)
    {
        var padding = bytes.TrimEnd(bytes[^1]).Length;
        return end < bytes.Length && end > padding && (end > padding + 1 || unusedBits != 0);
    }
}
