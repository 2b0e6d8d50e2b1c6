namespace FlowerModel.Pipeline.Store;

/// <summary>
/// What the file system knows of a file without reading it. Links are followed, so a link has the facts of the file that it points to.
/// </summary>
/// <param name="Size">Size in bytes.</param>
/// <param name="Modified">Modification time. The unit depends on the platform; the value is only compared for equality.</param>
/// <param name="Changed">
/// Change time: when content, name or any other property last changed, in ticks of UTC. Programs cannot set it. 0 where it is not available.
/// </param>
/// <param name="Inode">Number of the file in its file system; 0 where it is not available.</param>
internal readonly record struct FileFacts(long Size, long Modified, long Changed, long Inode)
{
    // Within this time of a change, another change can leave every fact as it is, because time stamps have a limited resolution.
    private static readonly long Granularity = TimeSpan.FromSeconds(2).Ticks;

    // A time further ahead cannot be a change that has just been made, not even on a file server whose clock is ahead.
    private static readonly long LargestClockSkew = TimeSpan.FromDays(1).Ticks;

    /// <summary>Returns the facts of a file; null if it does not exist or cannot be accessed, or if nothing reliable is known of it.</summary>
    public static FileFacts? TryRead(string path) => UnixFileFacts.IsSupported ? UnixFileFacts.TryRead(path) : Portable(path);

    /// <summary>
    /// Returns true if a later change of the file will change these facts, given the time at which its content was read. A modification time in
    /// the future does not matter where the change time is known.
    /// </summary>
    public bool AreSettled(DateTime readUtc)
    {
        var age = readUtc.Ticks - (Changed != 0 ? Changed : Modified);
        return age > Granularity || age < -LargestClockSkew;
    }

    // A link's size and times are its own here, so nothing is known of its target.
    private static FileFacts? Portable(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && (file.Attributes & FileAttributes.ReparsePoint) == 0 ? new FileFacts(file.Length, file.LastWriteTimeUtc.Ticks, 0, 0) : null;
    }
}
