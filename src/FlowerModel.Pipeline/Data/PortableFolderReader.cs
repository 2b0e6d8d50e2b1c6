using System.Text;

namespace FlowerModel.Pipeline.Data;

/// <summary>Reads a folder with .NET.</summary>
/// <param name="folder">Full path.</param>
internal sealed class PortableFolderReader(string folder) : FolderReader
{
    private readonly IEnumerator<FileSystemInfo> entries = new DirectoryInfo(folder).EnumerateFileSystemInfos().GetEnumerator();

    /// <inheritdoc/>
    public override string Name => entries.Current.Name;

    /// <inheritdoc/>
    protected override bool ReadEntry()
    {
        do
        {
            if (!entries.MoveNext()) return false;
        }
        while (Name[0] == '.');

        Bytes = Encoding.UTF8.GetBytes(Name);
        Length = Bytes.Length;
        if (entries.Current is FileInfo) Kind = EntryKind.File;
        else Kind = (entries.Current.Attributes & FileAttributes.ReparsePoint) != 0 ? EntryKind.FolderLink : EntryKind.Folder;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => entries.Dispose();
}
