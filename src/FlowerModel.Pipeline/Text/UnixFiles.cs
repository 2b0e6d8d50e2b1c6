using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace FlowerModel.Pipeline.Text;

/// <summary>
/// Flushing and renaming on Unix, where .NET hides what matters: <see cref="FileStream.Flush(bool)"/> ignores a failed <c>fsync</c>, and
/// <see cref="File.Move(string, string)"/> copies the file if <c>rename</c> is refused, so that others can see half of it.
/// </summary>
internal static class UnixFiles
{
    // Numbers that are the same on Linux, macOS and the BSDs.
    private const int InvalidArgument = 22;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>True on Linux, macOS and other systems with these functions.</summary>
    public static bool IsSupported { get; } = Path.DirectorySeparatorChar == '/';

    /// <summary>Writes a file's bytes to disk.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static void Flush(FileStream stream)
    {
        stream.Flush();
        // The two errors of files that cannot be flushed, such as pipes.
        if (Fsync(stream.SafeFileHandle) != 0 && Marshal.GetLastWin32Error() is var error and not (InvalidArgument or ReadOnlyFileSystem))
            throw Failed($"'{stream.Name}' cannot be written to disk", error);
    }

    /// <summary>Renames a file within its folder, replacing an existing file: other processes see the old or the new one.</summary>
    /// <exception cref="IOException">The file system refuses it.</exception>
    public static void Rename(string path, string newPath)
    {
        if (Rename(Terminated(path), Terminated(newPath)) != 0) throw Failed($"'{path}' cannot be renamed to '{newPath}'", Marshal.GetLastWin32Error());
    }

    private static IOException Failed(string what, int error) => new($"{what}: {new Win32Exception(error).Message}.", error);

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(SafeHandle file);

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    private static extern int Rename(byte[] path, byte[] newPath);
}
