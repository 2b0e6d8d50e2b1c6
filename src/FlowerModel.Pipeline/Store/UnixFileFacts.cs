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
    private const uint BasicStats = 0x7ff;

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

    private static FileFacts? OnLinux(byte[] path, byte[] buffer) => Statx(CurrentFolder, path, 0, BasicStats, buffer) != 0 ? null : new FileFacts(
        Size: BitConverter.ToInt64(buffer, 40), Modified: Ticks(buffer, 112), Changed: Ticks(buffer, 96), Inode: BitConverter.ToInt64(buffer, 32));

    private static FileFacts? OnMacX64(byte[] path, byte[] buffer) => StatInode64(path, buffer) != 0 ? null : OfMac(buffer);

    private static FileFacts? OnMacArm64(byte[] path, byte[] buffer) => Stat(path, buffer) != 0 ? null : OfMac(buffer);

    private static FileFacts OfMac(byte[] buffer) => new(
        Size: BitConverter.ToInt64(buffer, 96), Modified: Ticks(buffer, 48), Changed: Ticks(buffer, 64), Inode: BitConverter.ToInt64(buffer, 8));

    // Seconds since 1970 as a 64-bit number, then nanoseconds as a 32-bit number. (On macOS these have 64 bits, in little-endian order.)
    private static long Ticks(byte[] buffer, int offset) => unchecked(
        UnixEpoch + (BitConverter.ToInt64(buffer, offset) * TimeSpan.TicksPerSecond) + (BitConverter.ToInt32(buffer, offset + 8) / 100));

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] buffer);

    [DllImport("libc", EntryPoint = "stat$INODE64")]
    private static extern int StatInode64(byte[] path, [Out] byte[] buffer);

    [DllImport("libc", EntryPoint = "stat")]
    private static extern int Stat(byte[] path, [Out] byte[] buffer);
}
