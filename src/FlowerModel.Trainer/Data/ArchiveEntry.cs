namespace FlowerModel.Trainer.Data;

/// <summary>What an archive's entry is.</summary>
internal enum ArchiveEntryKind
{
    /// <summary>A plain file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic or hard link.</summary>
    Link,

    /// <summary>A device, pipe or another thing that no dataset has.</summary>
    Special,
}

/// <summary>One entry of an archive of any format; its content can be read until the next entry is requested.</summary>
/// <param name="Name">The name as it stands in the archive: not to be trusted.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">The size that the archive declares, in bytes: not to be trusted either.</param>
/// <param name="Open">Opens the content.</param>
internal sealed record ArchiveEntry(string Name, ArchiveEntryKind Kind, long Size, Func<Stream> Open);
