using System.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>Reads the facts of several files of one folder. On Linux the folder is opened, so that the kernel need not look it up for each file.</summary>
/// <param name="folder">Full path with a separator at its end.</param>
internal sealed class FolderFacts(string folder) : IDisposable
{
    private const int Closed = -1;

    private readonly int handle = LinuxFolders.IsSupported && folder.Length > 0 ? LinuxFolders.Open(folder) : Closed;

    /// <summary>Returns the facts of a file: see <see cref="FileFacts.TryRead"/>.</summary>
    /// <param name="bytes">Bytes that contain the name in UTF-8, followed by 0.</param>
    /// <param name="at">Where the name begins.</param>
    /// <param name="length">Number of its bytes.</param>
    public FileFacts? TryRead(byte[] bytes, int at, int length) => handle >= 0
        ? UnixFileFacts.TryRead(handle, bytes, at)
        : FileFacts.TryRead(folder + Encoding.UTF8.GetString(bytes, at, length));

    /// <summary>Closes the folder.</summary>
    public void Dispose()
    {
        if (handle >= 0) LinuxFolders.Close(handle);
    }
}
