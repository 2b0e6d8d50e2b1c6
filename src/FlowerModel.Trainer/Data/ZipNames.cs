using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Reads the names of a zip archive's entries from its central directory (PKWARE APPNOTE 4.3.12), because their encoding is not always UTF-8: a flag of the
/// entry says UTF-8, an extra field can hold the name in UTF-8 (Info-ZIP Unicode Path), and without both the specification says code page 437. Programs on
/// macOS and Linux often write UTF-8 without saying so, which hardly any other text looks like.
/// </summary>
internal static class ZipNames
{
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint EntrySignature = 0x02014b50;
    private const int EndLength = 22;
    private const int Zip64LocatorLength = 20;
    private const int Zip64EndLength = 56;
    private const int EntryLength = 46;
    private const ushort UnicodePathField = 0x7075;
    private const ushort Utf8Flag = 1 << 11;

    private static readonly Encoding CodePage437 = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>Returns the names in the order of the central directory.</summary>
    /// <param name="archive">The archive; its position changes.</param>
    /// <param name="count">The number of entries.</param>
    /// <exception cref="InvalidDataException">The directory is damaged.</exception>
    public static string[] Read(Stream archive, int count)
    {
        var names = new string[count];
        archive.Position = FindDirectory(archive);
        var header = new byte[EntryLength];
        for (var i = 0; i < count; i++)
        {
            archive.ReadExactly(header);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != EntrySignature) throw Damaged();
            var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28))];
            var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30))];
            archive.ReadExactly(name);
            archive.ReadExactly(extra);
            archive.Position += BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(32));
            names[i] = Decode(name, extra, (BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)) & Utf8Flag) != 0);
        }

        return names;
    }

    private static string Decode(ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra, bool isUtf8)
    {
        if (!isUtf8 && UnicodePath(name, extra) is { } path) return path;
        // With the flag, invalid bytes become U+FFFD, which no name may contain.
        return isUtf8 || Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : CodePage437.GetString(name);
    }

    // APPNOTE 4.6.9: a version, the checksum of the name that the field belongs to, and the name in UTF-8.
    private static string? UnicodePath(ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var content = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != UnicodePathField || length <= 5 || content[0] != 1) continue;
            if (BinaryPrimitives.ReadUInt32LittleEndian(content[1..]) != Checksum(name) || !Utf8.IsValid(content[5..])) continue;
            return Encoding.UTF8.GetString(content[5..]);
        }

        return null;
    }

    private static long FindDirectory(Stream archive)
    {
        // The end of the directory is followed by a comment of up to 65,535 bytes.
        var tail = new byte[(int)Math.Min(archive.Length, EndLength + ushort.MaxValue)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature) continue;
            long directory = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            return directory == uint.MaxValue ? FindZip64Directory(archive, archive.Length - tail.Length + at) : directory;
        }

        throw Damaged();
    }

    private static long FindZip64Directory(Stream archive, long end)
    {
        var locator = ReadAt(archive, end - Zip64LocatorLength, Zip64LocatorLength, Zip64LocatorSignature);
        var record = ReadAt(archive, BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), Zip64EndLength, Zip64EndSignature);
        return BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)) is >= 0 and var directory && directory < archive.Length ? directory : throw Damaged();
    }

    private static byte[] ReadAt(Stream archive, long position, int length, uint signature)
    {
        if (position < 0 || position > archive.Length - length) throw Damaged();
        archive.Position = position;
        var bytes = new byte[length];
        archive.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) == signature ? bytes : throw Damaged();
    }

    // CRC-32 of zip, bit by bit: names are short.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static InvalidDataException Damaged() => new("its directory is not valid");
}
