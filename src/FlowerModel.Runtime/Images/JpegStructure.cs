using System.Buffers.Binary;

namespace FlowerModel.Runtime.Images;

/// <summary>
/// Walks the segments of a JPEG (ITU-T T.81, annex B) without decoding it: finds the EXIF orientation and checks that the file is
/// complete. Decoders do not require that; they fill the missing part with gray.
/// </summary>
internal static class JpegStructure
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;
    private const byte App1 = 0xE1;
    private const byte Temporary = 0x01;

    /// <summary>Returns the orientation of the first EXIF segment that has one, or upright if none has.</summary>
    /// <exception cref="ImageFormatException">The end-of-image marker is missing: the file was cut off.</exception>
    public static ExifOrientation Check(ReadOnlySpan<byte> jpeg)
    {
        ExifOrientation? orientation = null;
        var scans = 0;
        var at = 2;
        while (true)
        {
            at = NextMarker(jpeg, at);
            if (at < 0) throw new ImageFormatException("the JPEG is truncated: its end-of-image marker is missing");
            var marker = jpeg[at++];
            if (marker == EndOfImage) break;
            if (marker is StartOfImage or Temporary) continue;
            if (marker is >= FirstRestart and <= LastRestart) continue;
            if (at + 2 > jpeg.Length) continue;

            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
            if (length < 2) throw new ImageFormatException("the JPEG is damaged: a segment is shorter than its own length field");
            if (marker == StartOfScan) scans++;
            if (marker == App1 && at + length <= jpeg.Length)
                orientation ??= ExifOrientation.Read(jpeg.Slice(at + 2, length - 2));
            at = Math.Min(at + length, jpeg.Length);
        }

        if (scans == 0) throw new ImageFormatException("the JPEG holds no image data");
        return orientation ?? ExifOrientation.Upright;
    }

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
