namespace FlowerModel.Pipeline.Data;

/// <summary>What an entry of a folder is.</summary>
internal enum EntryKind
{
    /// <summary>A file, or a link to anything but a folder.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link to a folder.</summary>
    FolderLink,
}
