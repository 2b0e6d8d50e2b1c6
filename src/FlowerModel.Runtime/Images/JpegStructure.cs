using System.Buffers.Binary;
using FlowerModel.Runtime.Images.Exif;
using FlowerModel.Runtime.Images.Jpeg;

namespace FlowerModel.Runtime.Images;

/// <summary>
/// Walks the segments of a JPEG (ITU-T T.81, annex B) without decoding it: finds the EXIF orientation and what decides how the file is decoded, and
/// rejects the codings that are not supported.
/// </summary>
internal static class JpegStructure
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App14 = 0xEE;
    private const byte Temporary = 0x01;

    /// <summary>Reads the segments.</summary>
    /// <param name="jpeg">The whole file.</param>
    /// <exception cref="ImageFormatException">The coding is not supported, or there is no image data.</exception>
    public static JpegHeader Read(ReadOnlySpan<byte> jpeg)
    {
        var header = new JpegHeader { LastScan = -1 };
        ExifOrientation? orientation = null;
        for (var at = NextMarker(jpeg, 2); at >= 0; at = NextMarker(jpeg, at))
        {
            var marker = jpeg[at++];
            if (marker == EndOfImage)
            {
                header.HasEnd = true;
                break;
            }

            if (marker is StartOfImage or Temporary or (>= FirstRestart and <= LastRestart) || at + 2 > jpeg.Length) continue;
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
            if (length < 2) throw new ImageFormatException("the JPEG is damaged: a segment is shorter than its own length field");
            if (marker == StartOfScan) header.LastScan = at;
            if (at + length <= jpeg.Length)
            {
                var content = jpeg.Slice(at + 2, length - 2);
                if (marker == App1) orientation ??= ExifOrientation.Read(content);
                else ReadSegment(marker, content, ref header);
            }

            at = Math.Min(at + length, jpeg.Length);
        }

        if (header.LastScan < 0) throw header.HasEnd ? new ImageFormatException("the JPEG holds no image data") : Truncated();
        header.Orientation = orientation ?? ExifOrientation.Upright;
        return header;
    }

    /// <summary>Returns the error for a file that was cut off.</summary>
    public static ImageFormatException Truncated() => new("the JPEG is truncated: image data and the end-of-image marker are missing");

    private static void ReadSegment(byte marker, ReadOnlySpan<byte> content, ref JpegHeader header)
    {
        if (marker == App0 && content.Length >= 14 && content.StartsWith("JFIF\0"u8)) header.IsJfif = true;
        if (marker == App14 && content.Length >= 12 && content.StartsWith("Adobe\0"u8)) header.AdobeTransform = content[11];
        if (NameOfCoding(marker) is not { } coding) return;
        if (coding.Length > 0) throw Unsupported(coding);
        if (content.Length < 6) return;
        if (content[0] != 8) throw Unsupported(FormattableString.Invariant($"JPEG with {content[0]}-bit samples"));
    }

    // T.81, table B.1, and T.87 for JPEG-LS. Null: no start of a frame; empty: supported.
    private static string? NameOfCoding(byte marker) => marker switch
    {
        0xC0 or 0xC1 or 0xC2 => "",
        0xC3 => "lossless JPEG",
        0xC5 or 0xC6 or 0xC7 or 0xCD or 0xCE or 0xCF => "hierarchical JPEG",
        0xC9 or 0xCA => "JPEG with arithmetic coding",
        0xCB => "lossless JPEG with arithmetic coding",
        0xF7 => "JPEG-LS",
        _ => null,
    };

    private static ImageFormatException Unsupported(string coding) => ImageFormatException.Unsupported(coding, "baseline JPEG or PNG");

    /// <summary>
    /// Returns the position of the next marker's code byte, or -1. In entropy-coded data each 0xFF is followed by a stuffed zero, so its
    /// only markers are restarts. A code may be preceded by any number of 0xFF bytes.
    /// </summary>
    private static int NextMarker(ReadOnlySpan<byte> jpeg, int at)
    {
        while (at < jpeg.Length)
        {
            var found = jpeg[at..].IndexOf((byte)0xFF);
            if (found < 0) return -1;
            at += found;
            while (at < jpeg.Length && jpeg[at] == 0xFF) at++;
            if (at < jpeg.Length && jpeg[at] != 0) return at;
        }

        return -1;
    }
}
