namespace FlowerModel.Testing;

/// <summary>A new folder outside the checkout that is deleted on dispose.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string MemoryFileSystem = "/dev/shm";
    private const long MemoryNeeded = 1L << 30;

    /// <summary>Creates the folder.</summary>
    /// <param name="inMemory">
    /// True: on Linux, in a file system in memory if there is a large enough one. Tests that write many small files need a quarter of the time there, because
    /// every artifact is flushed to disk. False (the default): in the temporary folder of the system.
    /// </param>
    public TemporaryFolder(bool inMemory = false) => FullName = inMemory && HasMemoryFileSystem
        ? Directory.CreateDirectory(Path.Combine(MemoryFileSystem, "flowermodel-" + Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("flowermodel-").FullName;

    /// <summary>Full path of the folder.</summary>
    public string FullName { get; }

    /// <summary>Full path of a file or folder inside this folder.</summary>
    public string this[params string[] parts] => Path.Combine([FullName, .. parts]);

    private static bool HasMemoryFileSystem { get; } =
        OperatingSystem.IsLinux() && Directory.Exists(MemoryFileSystem) && new DriveInfo(MemoryFileSystem).AvailableFreeSpace >= MemoryNeeded;

    /// <summary>Deletes the folder. Files that cannot be deleted, for example because they are in use, remain without failing the test.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(FullName, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"left behind: {FullName}: {error.Message}");
        }
    }
}
