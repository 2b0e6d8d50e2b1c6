namespace FlowerModel.Runtime.Tests.Images;

/// <summary>
/// Writes baseline JPEGs of evenly colored 8x8 blocks, with only DC coefficients and a simple Huffman table. They are small enough to check by
/// hand against ITU-T T.81, so orientation and truncation can be tested without an encoder.
/// </summary>
internal static class BlockJpeg
{
    /// <summary>Writes a gray image; <paramref name="levels"/>[row, column] is the level of each block.</summary>
    public static byte[] Gray(byte[,] levels, params byte[][] segmentsBeforeFrame) =>
        Write(levels.GetLength(0), levels.GetLength(1), [1], (row, column, _) => levels[row, column], segmentsBeforeFrame);

    /// <summary>
    /// Writes a progressive gray image: the levels are in the first scan, and the second one, which completes it, has only zeros.
    /// </summary>
    public static byte[] Progressive(byte[,] levels)
    {
        var (rows, columns) = (levels.GetLength(0), levels.GetLength(1));
        return
        [
            .. Start(0xC2, rows, columns, [1], []),
            .. Scan([1], 0, 0, DcBits(rows, columns, 1, (row, column, _) => levels[row, column], hasAc: false)),
            .. Scan([1], 1, 63, [.. new int[rows * columns]]),
            0xFF, 0xD9,
        ];
    }

    /// <summary>Writes an image of one evenly colored block whose components have the given identifiers and samples.</summary>
    public static byte[] Components(byte[] ids, byte[] samples, params byte[][] segmentsBeforeFrame) =>
        Write(1, 1, ids, (_, _, component) => samples[component], segmentsBeforeFrame);

    /// <summary>An APP14 segment of Adobe with the color transform: 0 none, 1 YCbCr, 2 YCCK.</summary>
    public static byte[] Adobe(byte transform) => Segment(0xEE, [.. "Adobe\0"u8, 100, 0, 0, 0, 0, transform]);

    /// <summary>An APP0 segment of JFIF 1.1.</summary>
    public static byte[] Jfif() => Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);

    /// <summary>Writes a color image from luma and chroma of each block (no subsampling).</summary>
    public static byte[] Color((byte Y, byte Cb, byte Cr)[,] blocks, params byte[][] segmentsBeforeFrame) =>
        Write(
            blocks.GetLength(0),
            blocks.GetLength(1),
            [1, 2, 3],
            (row, column, component) => component switch
            {
                0 => blocks[row, column].Y,
                1 => blocks[row, column].Cb,
                _ => blocks[row, column].Cr,
            },
            segmentsBeforeFrame);

    /// <summary>An APP1 segment with one EXIF entry, the orientation.</summary>
    public static byte[] Exif(int orientation, bool littleEndian)
    {
        byte[] tiff = littleEndian
            ? [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
            : [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        return Segment(0xE1, [.. "Exif\0\0"u8, .. tiff]);
    }

    /// <summary>A marker segment with its length field.</summary>
    public static byte[] Segment(byte marker, byte[] content) =>
        [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Write(int rows, int columns, byte[] ids, Func<int, int, int, byte> level, byte[][] segments) =>
    [
        .. Start(0xC0, rows, columns, ids, segments),
        .. Scan(ids, 0, 63, DcBits(rows, columns, ids.Length, level, hasAc: true)),
        0xFF, 0xD9,
    ];

    private static List<byte> Start(byte frameMarker, int rows, int columns, byte[] ids, byte[][] segments)
    {
        var file = new List<byte> { 0xFF, 0xD8 };
        foreach (var segment in segments) file.AddRange(segment);

        // Quantization: the DC coefficient is eight times (level - 128), so a step of 8 yields level - 128.
        file.AddRange(Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]));
        byte[] frame = [8, (byte)(rows * 8 >> 8), (byte)(rows * 8), (byte)(columns * 8 >> 8), (byte)(columns * 8), (byte)ids.Length];
        foreach (var id in ids) frame = [.. frame, id, 0x11, 0];
        file.AddRange(Segment(frameMarker, frame));

        // DC: categories 0 to 8, each with a four-bit code equal to the category. AC: only end of block, with code 0.
        file.AddRange(Segment(0xC4, [0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
        file.AddRange(Segment(0xC4, [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        return file;
    }

    private static List<int> DcBits(int rows, int columns, int components, Func<int, int, int, byte> level, bool hasAc)
    {
        var bits = new List<int>();
        var previous = new int[components];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                for (var component = 0; component < components; component++)
                {
                    var dc = level(row, column, component) - 128;
                    AppendDifference(bits, dc - previous[component]);
                    if (hasAc) bits.Add(0);
                    previous[component] = dc;
                }
            }
        }

        return bits;
    }

    private static List<byte> Scan(byte[] ids, byte first, byte last, List<int> bits)
    {
        byte[] scan = [(byte)ids.Length];
        foreach (var id in ids) scan = [.. scan, id, 0];
        var file = new List<byte>(Segment(0xDA, [.. scan, first, last, 0]));
        while (bits.Count % 8 != 0) bits.Add(1);
        for (var i = 0; i < bits.Count; i += 8)
        {
            var value = 0;
            for (var b = 0; b < 8; b++) value = (value << 1) | bits[i + b];
            file.Add((byte)value);
            if (value == 0xFF) file.Add(0);
        }

        return file;
    }

    private static void AppendDifference(List<int> bits, int difference)
    {
        var category = 0;
        while (Math.Abs(difference) >> category != 0) category++;
        for (var b = 3; b >= 0; b--) bits.Add((category >> b) & 1);
        var value = difference < 0 ? difference + (1 << category) - 1 : difference;
        for (var b = category - 1; b >= 0; b--) bits.Add((value >> b) & 1);
    }
}
