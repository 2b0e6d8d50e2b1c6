using System.Globalization;
using System.Text;

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
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public static ProcessLock Acquire(string path, Action<string> waiting, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var first = true; ; first = false)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryOpen(path) is { } file)
            {
                Sign(file, path);
                return new ProcessLock(file);
            }

            if (first) waiting(Holder(path));
            cancellation.WaitHandle.WaitOne(Pause);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    // The lock file itself cannot be read while it is held, so the holder is named in a file beside it.
    private static void Sign(FileStream file, string path)
    {
        try
        {
            var process = System.Diagnostics.Process.GetCurrentProcess();
            var text = string.Format(CultureInfo.InvariantCulture, "process {0} since {1:HH:mm:ss}", process.Id, DateTime.Now);
            File.WriteAllText(path + ".holder", text, Encoding.UTF8);
        }
        catch (IOException)
        {
            // Only the message to waiting processes is less specific.
        }

        file.Flush();
    }

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(path + ".holder");
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
