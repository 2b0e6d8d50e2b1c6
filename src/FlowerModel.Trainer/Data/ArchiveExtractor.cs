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
    private const int BufferSize = 1 << 16;

    /// <summary>
    /// Extracts the images (<see cref="FolderScanner.IsImageName"/>); other files and hidden entries are skipped.
    /// </summary>
    /// <param name="archive">The archive, at its beginning, seekable.</param>
    /// <param name="archivePath">Its path or URL, for messages.</param>
    /// <param name="folder">Existing empty folder.</param>
    /// <returns>Number of images.</returns>
    /// <exception cref="PipelineException">
    /// <see cref="Codes.HostileArchive"/> for entries outside the folder, links, devices, colliding names, excessive sizes;
    /// <see cref="Codes.InvalidArchive"/> for damaged or unknown archives.
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
                    var found = kind == ArchiveKind.NotRead ? "is an archive of an unsupported format" : "is not an archive";
                    throw new PipelineException(
                        Codes.InvalidArchive,
                        $"The dataset {found}. It must be a .zip, .tar, .tar.gz or .tgz file; pack the images as one of these.",
                        archivePath);
            }
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            throw new PipelineException(
                Codes.InvalidArchive,
                $"The archive is damaged: {damaged.Message.TrimEnd('.')}. Download or pack it again.",
                archivePath,
                damaged);
        }

        // The headers and end marks of a tar count too; for small archives, the allowance covers them.
        BoundedStream Bounded(Stream tar) => new(tar, max, () => TooMuch(archivePath, "the archive", max), cancellation);
    }

    private int ExtractEntries(IEnumerable<ArchiveEntry> entries, string archivePath, string folder, long max)
    {
        var names = new EntryNames();
        var (count, images, total) = (0, 0, 0L);
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++count > limits.Entries)
            {
                throw Hostile(archivePath, string.Create(CultureInfo.InvariantCulture, $"it has more than {limits.Entries:N0} entries"));
            }

            var shown = $"entry {Show(entry.Name)}";
            if (EntryNames.Check(entry.Name, out var segments) is { } wrong) throw Hostile(archivePath, $"{shown} {wrong}");
            if (entry.Kind == ArchiveEntryKind.Link) throw Hostile(archivePath, $"{shown} is a link");
            if (entry.Kind == ArchiveEntryKind.Special) throw Hostile(archivePath, $"{shown} is neither a file nor a folder");
            if (entry.Size > limits.EntrySize) throw TooMuch(archivePath, shown, limits.EntrySize);
            if (entry.Kind != ArchiveEntryKind.File || !IsWanted(segments)) continue;
            if (names.Take(segments) is { } taken) throw Hostile(archivePath, $"{shown} {taken}");

            var room = Math.Min(limits.EntrySize, max - total);
            if (entry.Size > room) throw TooMuch(archivePath, shown, room);
            total += Write(entry, Path.Combine([folder, .. segments]), room, () => TooMuch(archivePath, shown, room));
            images++;
        }

        return images;
    }

    private static bool IsWanted(string[] segments) =>
        segments.Length > 0 && FolderScanner.IsImageName(segments[^1]) && segments.All(segment => segment[0] != '.');

    private long Write(ArchiveEntry entry, string path, long room, Func<Exception> exceeded)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using var opened = entry.Open();
        using var content = new BoundedStream(opened, room, exceeded, cancellation);
        var buffer = new byte[BufferSize];
        while (content.Read(buffer) is > 0 and var read) file.Write(buffer, 0, read);

        // The folder is renamed into place once it is complete; its content must be on the disk by then.
        file.Flush(flushToDisk: true);
        if (file.Length != entry.Size) throw new InvalidDataException($"'{entry.Name}' has {file.Length} bytes instead of {entry.Size}");
        return file.Length;
    }

    // What the framework's readers throw for invalid data. Disk errors are plain IOExceptions and are not caught.
    private static bool IsDamage(Exception exception) => exception
        is InvalidDataException or EndOfStreamException or FormatException or OverflowException or ArgumentException
        or NotSupportedException or (InvalidOperationException and not ObjectDisposedException);

    private static string Show(string name)
    {
        var text = name.Length > 120 ? name[..120] + "..." : name;
        return "'" + string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter)) + "'";
    }

    private static PipelineException TooMuch(string archivePath, string what, long max) => Hostile(
        archivePath,
        string.Create(CultureInfo.InvariantCulture, $"{what} unpacks to more than the {max:N0} bytes that are allowed"));

    private static PipelineException Hostile(string archivePath, string what) => new(
        Codes.HostileArchive,
        $"The archive was rejected and nothing was extracted: {what}. Get the archive from a source you trust, or unpack it yourself and "
        + "specify the folder in Dataset.",
        archivePath);
}
