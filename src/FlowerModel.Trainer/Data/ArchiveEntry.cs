namespace FlowerModel.Trainer.Data;

/// <summary>The kind of an archive entry.</summary>
internal enum ArchiveEntryKind
{
    /// <summary>A plain file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A hard link: another name of an earlier entry.</summary>
    HardLink,

    /// <summary>A device, pipe or other special file that no dataset contains.</summary>
    Special,
}

/// <summary>One entry of an archive of any format; its content can be read until the next entry is requested.</summary>
/// <param name="Name">The name in the archive; untrusted.</param>
/// <param name="Kind">The kind of the entry.</param>
/// <param name="Size">The size declared in the archive, in bytes; untrusted.</param>
/// <param name="Open">Opens the content.</param>
/// <param name="Target">Where a link leads: of a symbolic link relative to its folder, of a hard link the name of an entry; untrusted.</param>
internal sealed record ArchiveEntry(string Name, ArchiveEntryKind Kind, long Size, Func<Stream> Open, string Target = "");
