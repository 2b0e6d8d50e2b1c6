using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace FlowerModel.Trainer.Data;

/// <summary>Lists an archive's entries one by one, in the order of the archive, with only one in memory at a time.</summary>
internal static class ArchiveReader
{
    // File type bits of a Unix mode, which Unix zip programs keep in the upper half of the external attributes.
    private const int FileTypeMask = 0xF000, RegularFile = 0x8000, Directory = 0x4000, SymbolicLink = 0xA000;

    private const int MaxTarget = 4096;

    /// <summary>Entries of a zip archive.</summary>
    public static IEnumerable<ArchiveEntry> Zip(Stream archive)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        var entries = zip.Entries;
        var names = ZipNames.Read(archive, entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, name) = (entries[i], names[i]);
            if (entry.IsEncrypted) throw new InvalidDataException($"'{name}' is encrypted");
            var kind = KindOf(entry, name);
            yield return new ArchiveEntry(name, kind, entry.Length, entry.Open, kind == ArchiveEntryKind.Link ? ReadTarget(entry) : "");
        }
    }

    /// <summary>Entries of a tar archive.</summary>
    /// <param name="archive">The tar itself, after any decompression.</param>
    public static IEnumerable<ArchiveEntry> Tar(Stream archive)
    {
        using (var tar = new TarReader(archive, leaveOpen: true))
        {
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.GlobalExtendedAttributes) continue;
                yield return new ArchiveEntry(entry.Name, KindOf(entry), entry.Length, () => entry.DataStream ?? Stream.Null, entry.LinkName);
            }
        }

        // Read past the last entry, so that the checksum at the end of the compressed stream is verified.
        archive.CopyTo(Stream.Null);
    }

    private static ArchiveEntryKind KindOf(ZipArchiveEntry entry, string name) => ((entry.ExternalAttributes >> 16) & FileTypeMask) switch
    {
        SymbolicLink => ArchiveEntryKind.Link,
        Directory => ArchiveEntryKind.Folder,
        0 or RegularFile => name.EndsWith('/') || name.EndsWith('\\') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File,
        _ => ArchiveEntryKind.Special,
    };

    // The content of a link is its target.
    private static string ReadTarget(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        var bytes = new byte[MaxTarget];
        return Encoding.UTF8.GetString(bytes, 0, content.ReadAtLeast(bytes, MaxTarget, throwOnEndOfStream: false));
    }

    // The oldest tar programs mark a folder only by its name.
    private static ArchiveEntryKind KindOf(TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile =>
            entry.Name.EndsWith('/') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File,
        TarEntryType.Directory => ArchiveEntryKind.Folder,
        TarEntryType.SymbolicLink => ArchiveEntryKind.Link,
        TarEntryType.HardLink => ArchiveEntryKind.HardLink,
        _ => ArchiveEntryKind.Special,
    };
}
