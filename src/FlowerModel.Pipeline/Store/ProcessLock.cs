using System.Globalization;
using System.Text;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>A lock between processes, held by an open file: the operating system releases it as soon as its holder ends, for whatever reason.</summary>
public sealed class ProcessLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private ProcessLock(FileStream file) => this.file = file;

    /// <summary>Waits until the lock is free and takes it.</summary>
    /// <param name="path">The lock file; it is created if missing, and not deleted.</param>
    /// <param name="waiting">Called once, with what is known about the holder, if the lock is not free.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <param name="project">Path of the project that takes the lock, for the message of others; empty to name the process.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    /// <exception cref="IOException">The lock file cannot be written, for a reason other than a holder.</exception>
    /// <exception cref="UnauthorizedAccessException">The lock file cannot be written, because permission is denied.</exception>
    public static ProcessLock Acquire(string path, Action<string> waiting, CancellationToken cancellation, string project = "")
    {
        for (var first = true; ; first = false)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryAcquire(path, project) is { } held) return held;

            if (first) waiting(Holder(path));
            cancellation.WaitHandle.WaitOne(Pause);
        }
    }

    /// <summary>Takes the lock if it is free.</summary>
    /// <inheritdoc cref="Acquire" path="/param"/>
    /// <inheritdoc cref="Acquire" path="/exception"/>
    /// <returns>Null if another process holds the lock.</returns>
    public static ProcessLock? TryAcquire(string path, string project = "")
    {
        FileOperations.CreateFolder(Path.GetDirectoryName(path)!);
        if (Directory.Exists(path)) FileOperations.DeleteFolder(path);
        try
        {
            var file = FileOperations.OpenAlone(path);
            Sign(path, project);
            return new ProcessLock(file);
        }
        catch (IOException error) when (IsHeld(error) || error is DirectoryNotFoundException)
        {
            // Without a holder, the folder was deleted in the meantime, because the cache was emptied; the next attempt creates it again.
            return null;
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => file.Dispose();

    // The codes of a file that another process has locked: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows; elsewhere EWOULDBLOCK, which
    // is 11 on Linux and 35 on macOS and the BSDs. Other errors do not end by waiting.
    private static bool IsHeld(IOException error) => Path.DirectorySeparatorChar == '\\'
        ? (error.HResult & 0xFFFF) is 32 or 33
        : error.HResult is 11 or 35;

    // The lock file itself cannot be read while it is held, so the holder is named in a file beside it.
    private static void Sign(string path, string project)
    {
        try
        {
            var holder = project.Length > 0
                ? $"'{project}'"
                : "process " + System.Diagnostics.Process.GetCurrentProcess().Id.ToString(CultureInfo.InvariantCulture);
            var text = string.Format(CultureInfo.InvariantCulture, "{0} since {1:HH:mm:ss}", holder, DateTime.Now);
            File.WriteAllText(path + ".holder", text, Encoding.UTF8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only the message to waiting processes is less specific.
        }
    }

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(path + ".holder");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
