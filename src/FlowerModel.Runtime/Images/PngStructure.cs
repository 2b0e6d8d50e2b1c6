using System.Buffers.Binary;

namespace FlowerModel.Runtime.Images;

/// <summary>Walks the chunks of a PNG (PNG specification, third edition, clauses 5 and 11) without decoding it.</summary>
internal static class PngStructure
{
    private const int LengthAndType = 8;
    private const int Checksum = 4;
    private const int HeaderLength = 13;

    /// <summary>The eight bytes that every PNG starts with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the chunks up to the end chunk, or up to the end of a file that has none.</summary>
    /// <param name="png">The whole file.</param>
    /// <exception cref="ImageFormatException">The file ends before its image data.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> png)
    {
        var header = new PngHeader();
        for (var at = Signature.Length; png.Length - at >= LengthAndType && (header.Data.Count == 0 || IsType(png.Slice(at + 4, 4)));)
        {
            var rest = png[at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = rest.Slice(4, 4);
            if (type.SequenceEqual("IEND"u8))
            {
                header.HasEnd = true;
                break;
            }

            var available = (int)Math.Min(length, rest.Length - LengthAndType);
            if (type.SequenceEqual("IDAT"u8)) header.Data.Add((at + LengthAndType, available));
            else if (available == length) Read(type, rest.Slice(LengthAndType, available), header);
            var isComplete = LengthAndType + length + Checksum <= rest.Length;
            if (isComplete || type.SequenceEqual("IDAT"u8)) header.End = at + LengthAndType + available + (isComplete ? Checksum : 0);
            if (!isComplete) break;
            at = header.End;
        }

        return header.HasEnd || header.Data.Count > 0 ? header : throw Truncated();
    }

    /// <summary>Returns a file that lacks nothing but its end chunk, with that chunk.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="header">Its header.</param>
    public static byte[] WithEnd(ReadOnlySpan<byte> png, PngHeader header)
    {
        var (at, length) = header.Data[^1];
        var isCut = header.End == at + length;
        byte[] whole = [.. png[..header.End], .. isCut ? new byte[Checksum] : [], 0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];
        if (isCut) BinaryPrimitives.WriteInt32BigEndian(whole.AsSpan(at - LengthAndType), length);
        return whole;
    }

    /// <summary>Returns the error for a file that was cut off.</summary>
    public static ImageFormatException Truncated() => new("the PNG is truncated: image data and the end chunk are missing");

    private static void Read(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, PngHeader header)
    {
        if (type.SequenceEqual("IHDR"u8) && content.Length == HeaderLength)
        {
            header.Width = BinaryPrimitives.ReadInt32BigEndian(content);
            header.Height = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
            (header.Depth, header.ColorType, header.IsInterlaced) = (content[8], content[9], content[12] != 0);
        }
        else if (type.SequenceEqual("eXIf"u8))
        {
            header.Orientation = ExifOrientation.ReadTiff(content) ?? ExifOrientation.Read(content) ?? ExifOrientation.Upright;
        }
        else if (type.SequenceEqual("sBIT"u8))
        {
            header.SignificantBits = content.ToArray();
        }
    }

    // Four ASCII letters; anything else fills up a file whose end is missing.
    private static bool IsType(ReadOnlySpan<byte> type)
    {
        foreach (var letter in type)
        {
            if (!char.IsAsciiLetter((char)letter)) return false;
        }

        return true;
    }
}
