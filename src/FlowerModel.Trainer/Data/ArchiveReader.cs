using System.Formats.Tar;
using System.IO.Compression;

namespace FlowerModel.Trainer.Data;

/// <summary>Lists an archive's entries one by one, in the order of the archive, with only one in memory at a time.</summary>
internal static class ArchiveReader
{
    // File type bits of a Unix mode, which Unix zip programs keep in the upper half of the external attributes.
    private const int FileTypeMask = 0xF000, RegularFile = 0x8000, Directory = 0x4000, SymbolicLink = 0xA000;

    /// <summary>Entries of a zip archive.</summary>
    public static IEnumerable<ArchiveEntry> Zip(Stream archive)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            if (entry.IsEncrypted) throw new InvalidDataException($"'{entry.FullName}' is encrypted");
            yield return new ArchiveEntry(entry.FullName, KindOf(entry), entry.Length, entry.Open);
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
                yield return new ArchiveEntry(entry.Name, KindOf(entry), entry.Length, () => entry.DataStream ?? Stream.Null);
            }
        }

        // Read past the last entry, so that the checksum at the end of the compressed stream is verified.
        archive.CopyTo(Stream.Null);
    }

    private static ArchiveEntryKind KindOf(ZipArchiveEntry entry) => ((entry.ExternalAttributes >> 16) & FileTypeMask) switch
    {
        SymbolicLink => ArchiveEntryKind.Link,
        Directory => ArchiveEntryKind.Folder,
        0 or RegularFile => entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File,
        _ => ArchiveEntryKind.Special,
    };

    // The oldest tar programs mark a folder only by its name.
    private static ArchiveEntryKind KindOf(TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile =>
            entry.Name.EndsWith('/') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File,
        TarEntryType.Directory => ArchiveEntryKind.Folder,
        TarEntryType.SymbolicLink or TarEntryType.HardLink => ArchiveEntryKind.Link,
        _ => ArchiveEntryKind.Special,
    };
}
