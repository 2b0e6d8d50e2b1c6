namespace FlowerModel.Trainer.Data;

/// <summary>The kind of an archive entry.</summary>
internal enum ArchiveEntryKind
{
    /// <summary>A plain file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic or hard link.</summary>
    Link,

    /// <summary>A device, pipe or other special file that no dataset contains.</summary>
    Special,
}

/// <summary>One entry of an archive of any format; its content can be read until the next entry is requested.</summary>
/// <param name="Name">The name in the archive; untrusted.</param>
/// <param name="Kind">The kind of the entry.</param>
/// <param name="Size">The size declared in the archive, in bytes; untrusted.</param>
/// <param name="Open">Opens the content.</param>
internal sealed record ArchiveEntry(string Name, ArchiveEntryKind Kind, long Size, Func<Stream> Open);
