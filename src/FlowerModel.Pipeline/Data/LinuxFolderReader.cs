using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Data;

/// <summary>Reads a folder with <c>getdents64</c>, which returns many entries at once.</summary>
/// <param name="folder">Full path.</param>
/// <param name="handle">The descriptor of the open folder, which this object closes.</param>
internal sealed class LinuxFolderReader(string folder, int handle) : FolderReader
{
    private const int BufferSize = 1 << 15;

    // linux/dirent.h: where an entry's length, type and name are; dirent.h: its types.
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;
    private const byte UnknownType = 0;
    private const byte FolderType = 4;
    private const byte LinkType = 10;

    private readonly byte[] buffer = new byte[BufferSize];
    private int next;
    private long end;

    /// <inheritdoc/>
    protected override bool ReadEntry()
    {
        Bytes = buffer;
        do
        {
            if (next >= end)
            {
                (next, end) = (0, LinuxFolders.Read(handle, buffer));
                if (end < 0) throw new IOException($"The folder '{folder}' cannot be read.");
                if (end == 0) return false;
            }

            (Start, Kind) = (next + NameAt, EntryKind.File);
            next += BitConverter.ToUInt16(buffer, next + LengthAt);
        }
        while (buffer[Start] == '.');

        Length = 0;
        while (buffer[Start + Length] != 0) Length++;
        Kind = KindOf(buffer[Start - NameAt + TypeAt]);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => LinuxFolders.Close(handle);

    // Not every file system knows the types of its entries.
    private EntryKind KindOf(byte type)
    {
        if (type == FolderType || (type == UnknownType && HasFolderType(followLink: false))) return EntryKind.Folder;
        return type is UnknownType or LinkType && HasFolderType(followLink: true) ? EntryKind.FolderLink : EntryKind.File;
    }

    private bool HasFolderType(bool followLink) => UnixFileFacts.IsFolder(handle, buffer, Start, followLink);
}
