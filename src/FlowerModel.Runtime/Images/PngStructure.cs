using System.Buffers.Binary;
using FlowerModel.Runtime.Images.Exif;
using FlowerModel.Runtime.Images.Png;

namespace FlowerModel.Runtime.Images;

/// <summary>Walks the chunks of a PNG (PNG specification, third edition, clauses 5 and 11) without decoding it.</summary>
internal static class PngStructure
{
    private const int LengthAndType = 8;
    private const int Checksum = 4;
    private const int HeaderLength = 13;
    private const byte AncillaryBit = 0x20;

    /// <summary>The eight bytes that every PNG starts with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the chunks up to the end chunk, or up to the end of a file that has none.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="header">Receives what they say.</param>
    /// <exception cref="ImageFormatException">The file ends before its image data.</exception>
    public static void Read(ReadOnlySpan<byte> png, PngHeader header)
    {
        header.Clear();
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
            if (LengthAndType + length + Checksum > rest.Length) break;
            at += LengthAndType + available + Checksum;
        }

        if (!header.HasEnd && header.Data.Count == 0) throw Truncated();
        header.IsDamaged |= header.Width == 0 || header.Data.Count == 0 || (header.ColorType == 3 && !header.HasPalette);
    }

    /// <summary>Returns the error for a file that was cut off.</summary>
    public static ImageFormatException Truncated() => new("the PNG is truncated: image data and the end chunk are missing");

    private static void Read(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, PngHeader header)
    {
        if (type.SequenceEqual("IHDR"u8))
        {
            header.IsDamaged |= content.Length != HeaderLength || !header.SetImage(
                BinaryPrimitives.ReadUInt32BigEndian(content), BinaryPrimitives.ReadUInt32BigEndian(content[4..]), content[8..]);
        }
        else if (type.SequenceEqual("PLTE"u8))
        {
            header.IsDamaged |= !header.SetPalette(content);
        }
        else if (type.SequenceEqual("eXIf"u8))
        {
            header.Orientation = ExifOrientation.ReadTiff(content) ?? ExifOrientation.Read(content) ?? ExifOrientation.Upright;
        }
        else if (type.SequenceEqual("sBIT"u8))
        {
            header.SignificantBits = content[..Math.Min(content.Length, 4)].ToArray();
        }
        else if (type.SequenceEqual("CgBI"u8))
        {
            header.IsRaw = true;
        }
        else if ((type[0] & AncillaryBit) == 0)
        {
            // A chunk that nobody knows but that matters for the image.
            header.IsDamaged = true;
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
