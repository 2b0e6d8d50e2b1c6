using System.Text;

namespace FlowerModel.Trainer.Data;

/// <summary>Kinds of archive, recognized by their first bytes.</summary>
internal enum ArchiveKind
{
    /// <summary>Unknown.</summary>
    Unknown,

    /// <summary>Zip (PKWARE APPNOTE).</summary>
    Zip,

    /// <summary>Gzip (RFC 1952) around a tar.</summary>
    TarGzip,

    /// <summary>Tar (POSIX.1-1988 ustar, pax, GNU, or the older format without a signature).</summary>
    Tar,

    /// <summary>A known format that is not supported: 7-Zip, RAR, bzip2, xz, Zstandard.</summary>
    NotRead,
}

/// <summary>Recognizes the kind of an archive by its content, because file names are not reliable.</summary>
internal static class ArchiveFormat
{
    private const int TarBlock = 512;

    private static readonly (byte[] Signature, ArchiveKind Kind)[] Signatures =
    [
        ("PK\x03\x04"u8.ToArray(), ArchiveKind.Zip),
        ("PK\x05\x06"u8.ToArray(), ArchiveKind.Zip),
        ([0x1f, 0x8b], ArchiveKind.TarGzip),
        ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], ArchiveKind.NotRead),
        ("Rar!"u8.ToArray(), ArchiveKind.NotRead),
        ("BZh"u8.ToArray(), ArchiveKind.NotRead),
        ([0xfd, 0x37, 0x7a, 0x58, 0x5a], ArchiveKind.NotRead),
        ([0x28, 0xb5, 0x2f, 0xfd], ArchiveKind.NotRead),
    ];

    /// <summary>Returns the kind of the archive; the stream is at its beginning before and after.</summary>
    public static ArchiveKind Detect(Stream archive)
    {
        Span<byte> head = stackalloc byte[TarBlock];
        var length = archive.ReadAtLeast(head, TarBlock, throwOnEndOfStream: false);
        archive.Position = 0;
        if (length == TarBlock && IsTarHeader(head)) return ArchiveKind.Tar;
        foreach (var (signature, kind) in Signatures)
        {
            if (head[..length].StartsWith(signature)) return kind;
        }

        return ArchiveKind.Unknown;
    }

    // Every tar format has at offset 148, in octal, the sum of the header's bytes, with the field of the sum itself counted as blanks.
    private static bool IsTarHeader(ReadOnlySpan<byte> header)
    {
        const int SumOffset = 148, SumLength = 8;
        var sum = SumLength * ' ';
        for (var i = 0; i < header.Length; i++)
        {
            if (i is < SumOffset or >= SumOffset + SumLength) sum += header[i];
        }

        var text = Encoding.ASCII.GetString(header.Slice(SumOffset, SumLength)).Trim('\0', ' ');
        return text.Length is > 0 and < SumLength && text.All(c => c is >= '0' and <= '7') && Convert.ToInt32(text, 8) == sum;
    }
}
