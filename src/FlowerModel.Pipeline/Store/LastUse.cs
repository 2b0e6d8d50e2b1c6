namespace FlowerModel.Pipeline.Store;

/// <summary>The time of the last use of a file in the cache: the time stamp of the file itself, which is renewed at most once per hour.</summary>
public static class LastUse
{
    /// <summary>How long a use protects a file: longer than the interval at which time stamps are renewed.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromHours(2);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Renews the time stamp of a file that is used. A failure has no effect.</summary>
    public static void Touch(string path) => Touch(new FileInfo(path));

    /// <summary>Renews the time stamp of a file that is used. A failure has no effect.</summary>
    /// <param name="file">The file; what was read of it before is not read again.</param>
    public static void Touch(FileInfo file)
    {
        try
        {
            var now = DateTime.UtcNow;
            if (now - file.LastWriteTimeUtc > Interval) file.LastWriteTimeUtc = now;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The file counts as unused for longer than it was.
        }
    }
}
