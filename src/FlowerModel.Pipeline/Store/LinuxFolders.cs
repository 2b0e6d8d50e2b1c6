using System.Runtime.InteropServices;
using System.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>Open folders on Linux, where .NET makes several objects per entry of a folder and looks every file up by its full path.</summary>
internal static class LinuxFolders
{
    // asm-generic/fcntl.h: O_RDONLY and O_CLOEXEC, which are the same on every processor on which .NET runs.
    private const int ReadAndCloseOnExec = 0x80000;

    /// <summary>True if this is Linux and the C library has the functions.</summary>
    public static bool IsSupported { get; } = UnixFileFacts.IsSupported && RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && HasFunctions();

    /// <summary>Opens a folder and returns its descriptor; negative if that is not possible.</summary>
    public static int Open(string path)
    {
        var terminated = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, 0, path.Length, terminated, 0);
        return Open(ref terminated[0], ReadAndCloseOnExec);
    }

    /// <summary>Reads the next entries of a folder.</summary>
    /// <param name="folder">Its descriptor.</param>
    /// <param name="buffer">Receives entries as <c>getdents64</c> describes them.</param>
    /// <returns>Number of bytes; 0 at the end of the folder, negative if it cannot be read.</returns>
    public static long Read(int folder, byte[] buffer) => (long)ReadEntries(folder, ref buffer[0], (UIntPtr)(uint)buffer.Length);

    /// <summary>Closes a folder.</summary>
    public static void Close(int folder) => _ = CloseDescriptor(folder);

    private static bool HasFunctions()
    {
        try
        {
            var root = Open("/");
            var hasEntries = Read(root, new byte[1024]) > 0;
            Close(root);
            return hasEntries;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            // An old C library.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(ref byte path, int flags);

    [DllImport("libc", EntryPoint = "getdents64")]
    private static extern IntPtr ReadEntries(int folder, ref byte buffer, UIntPtr size);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseDescriptor(int folder);
}
