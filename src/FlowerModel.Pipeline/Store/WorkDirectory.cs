using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The work folder of a running stage. A lock beside it shows that it is in use, and the operating system releases the lock however the build ends.
/// </summary>
public sealed class WorkDirectory : IDisposable
{
    private const string LockExtension = ".lock";

    // Folders without a lock are those of earlier versions, whose trainings can take long.
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinAgeWithoutLock = TimeSpan.FromDays(2);

    private readonly ProcessLock held;

    private WorkDirectory(string path, ProcessLock held) => (FullName, this.held) = (path, held);

    /// <summary>Full path of the folder.</summary>
    public string FullName { get; }

    /// <summary>Creates an empty folder below another.</summary>
    internal static WorkDirectory Create(string parent)
    {
        var path = Path.Combine(parent, Guid.NewGuid().ToString("N"));
        var held = ProcessLock.TryAcquire(path + LockExtension) ?? throw new IOException($"'{path}' cannot be locked.");
        FileOperations.CreateFolder(path);
        return new WorkDirectory(path, held);
    }

    /// <summary>Returns the full paths of the folders that are in use.</summary>
    internal static IReadOnlyList<string> InUse(string parent) => Directory.Exists(parent)
        ? [.. Directory.GetDirectories(parent).Where(path => File.Exists(path + LockExtension) && !TryRelease(path))]
        : [];

    /// <summary>Removes folders and locks that are old enough and not in use.</summary>
    internal static void RemoveAbandoned(string parent, DateTime now)
    {
        if (!Directory.Exists(parent)) return;
        foreach (var path in Directory.GetDirectories(parent))
        {
            var age = now - Directory.GetLastWriteTimeUtc(path);
            var isAbandoned = File.Exists(path + LockExtension) ? age > MinAge && TryRelease(path) : age > MinAgeWithoutLock;
            if (isAbandoned) Delete(path);
        }

        foreach (var file in Directory.GetFiles(parent))
        {
            var isOrphan = now - File.GetLastWriteTimeUtc(file) > MinAge && !Directory.Exists(Path.Combine(parent, Path.GetFileName(file).Split('.')[0]));
            if (isOrphan) DeleteQuietly(() => FileOperations.Delete(file));
        }
    }

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        held.Dispose();
        Delete(FullName);
    }

    // True if no process holds the lock of a folder.
    private static bool TryRelease(string path)
    {
        try
        {
            using var free = ProcessLock.TryAcquire(path + LockExtension);
            return free is not null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Delete(string path)
    {
        DeleteQuietly(() => FileOperations.DeleteFolder(path));
        DeleteQuietly(() => FileOperations.Delete(path + LockExtension));
        DeleteQuietly(() => FileOperations.Delete(path + LockExtension + ".holder"));
    }

    private static void DeleteQuietly(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A later build removes it.
        }
    }
}
