using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Maintenance;

/// <summary>The result of removing entries from the cache.</summary>
/// <param name="Removed">The entries that were removed.</param>
/// <param name="Kept">The entries that remain.</param>
public sealed record PruneResult(IReadOnlyList<CacheEntry> Removed, IReadOnlyList<CacheEntry> Kept);

/// <summary>
/// Keeps the cache within its limits: removes entries that are too old, then those that were not used for the longest time until the rest fits. What a
/// running trainer reads, and what was used within <see cref="LastUse.Grace"/>, is kept.
/// </summary>
public static class CachePruner
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Prunes the cache if that was not done within a day.</summary>
    /// <param name="folders">The folders of the cache.</param>
    /// <param name="limits">The limits.</param>
    public static void PruneIfDue(CacheFolders folders, CacheLimits limits)
    {
        try
        {
            using var held = ProcessLock.TryAcquire(folders.PruneStamp + ".lock");
            if (held is null) return;
            var age = DateTime.UtcNow - File.GetLastWriteTimeUtc(folders.PruneStamp);
            if (age >= TimeSpan.Zero && age < Interval) return;
            File.WriteAllText(folders.PruneStamp, "");
            Prune(folders, limits, DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A later build prunes the cache.
        }
    }

    /// <summary>Prunes the cache.</summary>
    /// <param name="folders">The folders of the cache.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="now">The current time, UTC.</param>
    public static PruneResult Prune(CacheFolders folders, CacheLimits limits, DateTime now)
    {
        WorkDirectory.RemoveAbandoned(folders.Work, now);
        var contents = new CacheContents(folders);
        foreach (var leftover in contents.Leftovers(now - Interval)) TryDelete(leftover);

        var use = new CacheUse(folders);
        var entries = contents.List().OrderBy(entry => entry.LastUsed).ThenBy(entry => entry.Path, StringComparer.Ordinal).ToArray();
        var size = entries.Sum(entry => entry.Bytes);
        var removed = new List<CacheEntry>();
        foreach (var entry in entries)
        {
            var isTooMuch = size > limits.MaxBytes || now - entry.LastUsed > limits.MaxAge;
            if (!isTooMuch || now - entry.LastUsed < LastUse.Grace || use.Contains(entry) || !TryDelete(entry)) continue;
            size -= entry.Bytes;
            removed.Add(entry);
        }

        return new PruneResult(removed, [.. entries.Except(removed)]);
    }

    /// <summary>Removes everything that no running trainer reads.</summary>
    /// <param name="folders">The folders of the cache.</param>
    public static void Clear(CacheFolders folders)
    {
        WorkDirectory.RemoveAbandoned(folders.Work, DateTime.UtcNow);
        var contents = new CacheContents(folders);
        foreach (var leftover in contents.Leftovers(DateTime.UtcNow - Interval)) TryDelete(leftover);
        var use = new CacheUse(folders);
        var entries = contents.List().ToLookup(use.Contains);
        foreach (var entry in entries[false]) TryDelete(entry);
        var kept = new HashSet<string>(entries[true].SelectMany(entry => entry.Dependents.Append(entry.Path)), StringComparer.Ordinal);
        foreach (var other in contents.Others(withFeatures: !use.HasFeatures).Where(other => !kept.Contains(other))) TryDeleteUnlocked(other);
        RemoveEmptyFolders(folders.Layout);
    }

    private static void RemoveEmptyFolders(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return;
            foreach (var inner in Directory.GetDirectories(folder)) RemoveEmptyFolders(inner);
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is in use again.
        }
    }

    // The name of a lock's holder goes with the lock.
    private static void TryDeleteUnlocked(string path)
    {
        try
        {
            if (path.EndsWith(".holder", StringComparison.Ordinal)) return;
            using var free = path.EndsWith(".lock", StringComparison.Ordinal) ? ProcessLock.TryAcquire(path) : null;
            if (free is null && path.EndsWith(".lock", StringComparison.Ordinal)) return;
            File.Delete(path);
            File.Delete(path + ".holder");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is in use.
        }
    }

    /// <summary>Deletes an entry and what is of no use without it.</summary>
    /// <returns>False if something is in use or write-protected.</returns>
    internal static bool TryDelete(CacheEntry entry) => entry.Dependents.All(TryDelete) && TryDelete(entry.Path);

    private static bool TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
