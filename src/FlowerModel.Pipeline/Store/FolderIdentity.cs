using System.Runtime.InteropServices;

namespace FlowerModel.Pipeline.Store;

/// <summary>What distinguishes a folder from all others, whatever path leads to it. Links are followed.</summary>
/// <param name="Volume">Number of the file system on Windows; elsewhere the time of the folder's last change, which distinguishes file systems, too.</param>
/// <param name="Number">Number of the folder in its file system.</param>
internal readonly record struct FolderIdentity(long Volume, long Number)
{
    // fileapi.h and winnt.h.
    private const uint ShareAll = 7;
    private const uint OpenExisting = 3;
    private const uint BackupSemantics = 0x02000000;

    // BY_HANDLE_FILE_INFORMATION: its size, and where the serial number of the volume and the two halves of the index are.
    private const int InformationSize = 52;
    private const int VolumeAt = 28;
    private const int IndexHighAt = 44;
    private const int IndexLowAt = 48;

    private static readonly IntPtr InvalidHandle = new(-1);

    /// <summary>Returns the identity of a folder; null if it does not exist, or the system does not reveal it.</summary>
    /// <param name="path">Full path.</param>
    public static FolderIdentity? TryRead(string path)
    {
        if (UnixFileFacts.IsSupported) return UnixFileFacts.TryRead(path) is { } facts ? new FolderIdentity(facts.Changed, facts.Inode) : null;
        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? OnWindows(path) : null;
    }

    private static FolderIdentity? OnWindows(string path)
    {
        var handle = CreateFile(path, 0, ShareAll, IntPtr.Zero, OpenExisting, BackupSemantics, IntPtr.Zero);
        if (handle == InvalidHandle) return null;
        try
        {
            var information = new byte[InformationSize];
            if (GetFileInformationByHandle(handle, information) == 0) return null;
            return new FolderIdentity(
                BitConverter.ToUInt32(information, VolumeAt),
                ((long)BitConverter.ToUInt32(information, IndexHighAt) << 32) | BitConverter.ToUInt32(information, IndexLowAt));
        }
        finally
        {
            _ = CloseHandle(handle);
        }
    }

    [DllImport("kernel32", EntryPoint = "CreateFileW", CharSet = CharSet.Unicode)]
    private static extern IntPtr CreateFile(string path, uint access, uint share, IntPtr security, uint creation, uint flags, IntPtr template);

    [DllImport("kernel32")]
    private static extern int GetFileInformationByHandle(IntPtr file, [Out] byte[] information);

    [DllImport("kernel32")]
    private static extern int CloseHandle(IntPtr handle);
}
