using System.Globalization;
using System.IO.Compression;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Writes an archive's images into a folder. Entries are streamed here instead of using the framework's one-call extraction, so that nothing is
/// written outside the folder, no link is created and no archive fills the disk: an archive that tries is rejected as a whole.
/// </summary>
/// <param name="limits">How much an archive may hold.</param>
/// <param name="cancellation">Ends the extraction.</param>
internal sealed class ArchiveExtractor(ExtractionLimits limits, CancellationToken cancellation)
{
    private const string Linked = "linking to other entries";
    private const int BufferSize = 1 << 16;

    private readonly PassedOver passedOver = new();

    /// <summary>The entries that were not extracted.</summary>
    public IReadOnlyList<PassedOverFiles> PassedOver => passedOver.Kinds;

    /// <summary>Extracts the images; other files and those that <see cref="IgnoredNames"/> names are skipped.</summary>
    /// <param name="archive">The archive, at its beginning, seekable.</param>
    /// <param name="archivePath">Its path or URL, for messages.</param>
    /// <param name="folder">Existing empty folder.</param>
    /// <returns>Number of images.</returns>
    /// <exception cref="PipelineException">
    /// <see cref="Codes.HostileArchive"/> for entries and links outside the folder, devices and excessive sizes; <see cref="Codes.ArchiveNames"/> for
    /// names that this system cannot hold or distinguish; <see cref="Codes.InvalidArchive"/> for damaged or unknown archives.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written, or the disk is full.</exception>
    public int Extract(Stream archive, string archivePath, string folder)
    {
        var max = limits.MaxBytes(archive.Length);
        var kind = ArchiveFormat.Detect(archive);
        try
        {
            switch (kind)
            {
                case ArchiveKind.Zip:
                    return ExtractEntries(ArchiveReader.Zip(archive), archivePath, folder, max);
                case ArchiveKind.Tar:
                    return ExtractEntries(ArchiveReader.Tar(Bounded(archive)), archivePath, folder, max);
                case ArchiveKind.TarGzip:
                    using (var tar = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true))
                    {
                        return ExtractEntries(ArchiveReader.Tar(Bounded(tar)), archivePath, folder, max);
                    }

                default:
                    throw ArchiveErrors.Unknown(archivePath, kind);
            }
        }
        catch (Exception damaged) when (ArchiveErrors.IsDamage(damaged))
        {
            throw ArchiveErrors.Damaged(archivePath, damaged);
        }

        // The headers and end marks of a tar count too; for small archives, the allowance covers them.
        BoundedStream Bounded(Stream tar) => new(tar, max, () => ArchiveErrors.TooMuch(archivePath, "the archive", max), cancellation);
    }

    private int ExtractEntries(IEnumerable<ArchiveEntry> entries, string archivePath, string folder, long max)
    {
        var names = new EntryNames(CaseSensitivity.Of(folder));
        var (count, images, total) = (0, 0, 0L);
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++count > limits.Entries)
            {
                throw ArchiveErrors.Hostile(archivePath, string.Create(CultureInfo.InvariantCulture, $"it has more than {limits.Entries:N0} entries"));
            }

            var shown = $"entry {ArchiveErrors.Show(entry.Name)}";
            var segments = CheckHarmless(entry, shown, archivePath);
            if (entry.Kind == ArchiveEntryKind.Folder || segments.Length == 0 || segments.Any(IgnoredNames.Contains)) continue;
            var path = string.Join('/', segments);
            if (entry.Kind == ArchiveEntryKind.Link)
            {
                passedOver.Add(Linked, path, mayBeMeant: true);
                continue;
            }

            if (ImageName.KindOf(path) == ImageNameKind.Other)
            {
                passedOver.AddByName(path);
                continue;
            }

            var room = Math.Min(limits.EntrySize, max - total);
            if (entry.Size > room) throw ArchiveErrors.TooMuch(archivePath, shown, room);
            using var opened = Open(entry, folder);
            using var content = new BoundedStream(opened, room, () => ArchiveErrors.TooMuch(archivePath, shown, room), cancellation);
            var start = new byte[ImageContent.Length];
            var length = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (!ImageName.IsImage(path) && !ImageContent.IsImage(start, length))
            {
                passedOver.AddByName(path);
                continue;
            }

            if (EntryNames.Problem(segments) is { } problem) throw ArchiveErrors.Names(archivePath, $"{shown} {problem}");
            if (names.Take(segments) is { } taken) throw ArchiveErrors.Names(archivePath, $"{shown} {taken}");
            var file = Path.Combine([folder, .. segments]);
            // Some file systems do not distinguish how letters are composed.
            if (File.Exists(file)) throw ArchiveErrors.Names(archivePath, $"{shown} and an entry before it are the same file on this system");
            var written = Write(file, start.AsSpan(0, length), content);
            if (entry.Kind == ArchiveEntryKind.File && written != entry.Size)
                throw new InvalidDataException($"'{entry.Name}' has {written} bytes instead of {entry.Size}");
            total += written;
            images++;
        }

        return images;
    }

    // Returns the segments of the entry's path.
    private string[] CheckHarmless(ArchiveEntry entry, string shown, string archivePath)
    {
        if (EntryNames.Escape(entry.Name, out var segments) is { } wrong) throw ArchiveErrors.Hostile(archivePath, $"{shown} {wrong}");
        switch (entry.Kind)
        {
            case ArchiveEntryKind.Link when EntryNames.LeadsOutside(segments, entry.Target):
            case ArchiveEntryKind.HardLink when EntryNames.Escape(entry.Target, out _) is not null:
                throw ArchiveErrors.Hostile(archivePath, $"{shown} is a link to {ArchiveErrors.Show(entry.Target)}, outside the archive");
            case ArchiveEntryKind.Special:
                throw ArchiveErrors.Hostile(archivePath, $"{shown} is neither a file nor a folder");
        }

        return entry.Size > limits.EntrySize ? throw ArchiveErrors.TooMuch(archivePath, shown, limits.EntrySize) : segments;
    }

    // A hard link is another name of an entry before it.
    private static Stream Open(ArchiveEntry entry, string folder)
    {
        if (entry.Kind != ArchiveEntryKind.HardLink) return entry.Open();
        EntryNames.Escape(entry.Target, out var segments);
        var target = Path.Combine([folder, .. segments]);
        return File.Exists(target)
            ? new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.Read)
            : throw new InvalidDataException($"'{entry.Name}' is a link to '{entry.Target}', which is not an image before it");
    }

    private static long Write(string path, ReadOnlySpan<byte> start, Stream content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(start);
        var buffer = new byte[BufferSize];
        while (content.Read(buffer) is > 0 and var read) file.Write(buffer, 0, read);

        // The folder is renamed into place once it is complete; its content must be on the disk by then.
        file.Flush(flushToDisk: true);
        return file.Length;
    }
}
