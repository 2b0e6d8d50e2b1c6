using System.Runtime.InteropServices;
using System.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The facts of a file on Linux (<c>statx</c>, whose structure is the same on every processor) and macOS (<c>stat</c> with 64-bit inodes).
/// .NET Standard has neither change times nor inodes, and does not follow links.
/// </summary>
internal static class UnixFileFacts
{
    // Larger than both structures: 256 bytes on Linux, 144 on macOS.
    private const int BufferSize = 256;

    // linux/fcntl.h and linux/stat.h.
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int FolderType = 0x4000;

    private static readonly long UnixEpoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static readonly Func<byte[], byte[], FileFacts?>? Read = Choose();

    // One per thread, because a dataset can have a million files.
    [ThreadStatic]
    private static byte[]? buffer;

    /// <summary>True if this platform has the functions.</summary>
    public static bool IsSupported => Read is not null;

    /// <summary>Returns the facts of a file; null if it does not exist or cannot be accessed.</summary>
    public static FileFacts? TryRead(string path)
    {
        var terminated = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, 0, path.Length, terminated, 0);
        return Read!(terminated, buffer ??= new byte[BufferSize]);
    }

    /// <summary>Returns the facts of a file in an open folder on Linux; null if it does not exist or cannot be accessed.</summary>
    /// <param name="folder">The folder's descriptor.</param>
    /// <param name="bytes">Bytes that contain the file's name, followed by 0.</param>
    /// <param name="at">Where the name begins.</param>
    public static FileFacts? TryRead(int folder, byte[] bytes, int at) =>
        Statx(folder, ref bytes[at], 0, BasicStats, buffer ??= new byte[BufferSize]) != 0 ? null : OfLinux(buffer);

    /// <summary>Returns true if the entry of an open folder on Linux is a folder.</summary>
    /// <param name="folder">The folder's descriptor.</param>
    /// <param name="bytes">Bytes that contain the entry's name, followed by 0.</param>
    /// <param name="at">Where the name begins.</param>
    /// <param name="followLink">True to examine what a link points to, false to examine the link.</param>
    public static bool IsFolder(int folder, byte[] bytes, int at, bool followLink) =>
        Statx(folder, ref bytes[at], followLink ? 0 : DoNotFollow, BasicStats, buffer ??= new byte[BufferSize]) == 0
        && (BitConverter.ToUInt16(buffer, 28) & TypeMask) == FolderType;

    private static Func<byte[], byte[], FileFacts?>? Choose()
    {
        Func<byte[], byte[], FileFacts?>? read = null;
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) read = OnLinux;
        else if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX)) read = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? OnMacX64 : OnMacArm64;
        try
        {
            return read?.Invoke([(byte)'/', 0], new byte[BufferSize]) is null ? null : read;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            // An old C library.
            return null;
        }
    }

    private static FileFacts? OnLinux(byte[] path, byte[] buffer) =>
        Statx(CurrentFolder, ref path[0], 0, BasicStats, buffer) != 0 ? null : OfLinux(buffer);

    private static FileFacts OfLinux(byte[] buffer) => new(
        Size: BitConverter.ToInt64(buffer, 40), Modified: Ticks(buffer, 112), Changed: Ticks(buffer, 96), Inode: BitConverter.ToInt64(buffer, 32));

    private static FileFacts? OnMacX64(byte[] path, byte[] buffer) => StatInode64(path, buffer) != 0 ? null : OfMac(buffer);

    private static FileFacts? OnMacArm64(byte[] path, byte[] buffer) => Stat(path, buffer) != 0 ? null : OfMac(buffer);

    private static FileFacts OfMac(byte[] buffer) => new(
        Size: BitConverter.ToInt64(buffer, 96), Modified: Ticks(buffer, 48), Changed: Ticks(buffer, 64), Inode: BitConverter.ToInt64(buffer, 8));

    // Seconds since 1970 as a 64-bit number, then nanoseconds as a 32-bit number. (On macOS these have 64 bits, in little-endian order.)
    private static long Ticks(byte[] buffer, int offset) => unchecked(
        UnixEpoch + (BitConverter.ToInt64(buffer, offset) * TimeSpan.TicksPerSecond) + (BitConverter.ToInt32(buffer, offset + 8) / 100));

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int folder, ref byte path, int flags, uint mask, [Out] byte[] buffer);

    [DllImport("libc", EntryPoint = "stat$INODE64")]
    private static extern int StatInode64(byte[] path, [Out] byte[] buffer);

    [DllImport("libc", EntryPoint = "stat")]
    private static extern int Stat(byte[] path, [Out] byte[] buffer);
}
