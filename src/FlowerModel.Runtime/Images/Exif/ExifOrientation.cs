using System.Buffers.Binary;

namespace FlowerModel.Runtime.Images.Exif;

/// <summary>
/// The orientation of an image's stored rows and columns relative to the displayed image: EXIF tag 0x0112 (EXIF 2.3, 4.6.4).
/// Each of its eight values is a combination of a transposition, a horizontal flip and a vertical flip, applied in this order.
/// </summary>
internal readonly record struct ExifOrientation(bool Transposed, bool FlippedHorizontally, bool FlippedVertically)
{
    private const ushort OrientationTag = 0x0112;
    private const ushort UnsignedShort = 3;
    private const int EntryBytes = 12;

    /// <summary>Value 1: as stored.</summary>
    public static ExifOrientation Upright { get; } = new(false, false, false);

    /// <summary>Returns the orientation for a value of the tag; values outside 1 to 8 mean upright.</summary>
    public static ExifOrientation FromTag(int value) => value switch
    {
        2 => new(false, true, false),
        3 => new(false, true, true),
        4 => new(false, false, true),
        5 => new(true, false, false),
        6 => new(true, true, false),
        7 => new(true, true, true),
        8 => new(true, false, true),
        _ => Upright,
    };

    /// <summary>
    /// Reads the orientation from the content of an APP1 segment; returns null if it is not an EXIF segment or has no orientation tag.
    /// Only the first directory is read, and every offset is checked, because the content is untrusted.
    /// </summary>
    public static ExifOrientation? Read(ReadOnlySpan<byte> app1) => app1.StartsWith("Exif\0\0"u8) ? ReadTiff(app1[6..]) : null;

    /// <summary>
    /// Reads the orientation from EXIF data that starts with its TIFF header, as in a PNG's eXIf chunk; null if there
    /// is none.
    /// </summary>
    public static ExifOrientation? ReadTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return null;
        bool littleEndian;
        if (tiff.StartsWith("II"u8)) littleEndian = true;
        else if (tiff.StartsWith("MM"u8)) littleEndian = false;
        else return null;

        long directory = UInt32(tiff[4..], littleEndian);
        if (directory + 2 > tiff.Length) return null;
        var entries = UInt16(tiff[(int)directory..], littleEndian);
        var rest = tiff[((int)directory + 2)..];
        for (var i = 0; i < entries && rest.Length >= EntryBytes; i++, rest = rest[EntryBytes..])
        {
            if (UInt16(rest, littleEndian) != OrientationTag) continue;
            if (UInt16(rest[2..], littleEndian) != UnsignedShort) return null;
            return FromTag(UInt16(rest[8..], littleEndian));
        }

        return null;
    }

    /// <summary>Turns a stored image upright.</summary>
    /// <param name="storedWidth">The width of the stored image.</param>
    /// <param name="storedHeight">The height of the stored image.</param>
    /// <param name="stored">Its pixels, three bytes each.</param>
    /// <param name="upright">Receives the pixels of the upright image.</param>
    public void Apply(int storedWidth, int storedHeight, ReadOnlySpan<byte> stored, Span<byte> upright)
    {
        var width = Transposed ? storedHeight : storedWidth;
        var height = Transposed ? storedWidth : storedHeight;
        var to = 0;
        for (var y = 0; y < height; y++)
        {
            var seenY = FlippedVertically ? height - 1 - y : y;
            for (var x = 0; x < width; x++, to += 3)
            {
                var seenX = FlippedHorizontally ? width - 1 - x : x;
                var from = 3 * (Transposed ? (seenX * storedWidth) + seenY : (seenY * storedWidth) + seenX);
                upright[to] = stored[from];
                upright[to + 1] = stored[from + 1];
                upright[to + 2] = stored[from + 2];
            }
        }
    }

    private static ushort UInt16(ReadOnlySpan<byte> at, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint UInt32(ReadOnlySpan<byte> at, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
