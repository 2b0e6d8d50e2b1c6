using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// Caches a file's hash together with its size and time stamp, so that a build does not have to read thousands of unchanged images. A file is
/// hashed again whenever its entry is not certain.
/// </summary>
public sealed class StatCache
{
    // A file that is hashed immediately after it was written can change again without a new time stamp; such entries are not used later.
    private static readonly TimeSpan Granularity = TimeSpan.FromSeconds(2);

    private readonly string path;
    private readonly Dictionary<string, Entry> known;
    private readonly Dictionary<string, Entry> seen = new(StringComparer.Ordinal);
    private bool changed;

    private StatCache(string path, Dictionary<string, Entry> known)
    {
        this.path = path;
        this.known = known;
    }

    /// <summary>Number of files that had to be read since <see cref="Open"/>.</summary>
    public int FilesHashed { get; private set; }

    /// <summary>Opens the cache in a file; a missing or damaged file is treated as an empty cache.</summary>
    public static StatCache Open(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                var entries = JsonSerializer.Deserialize<Dictionary<string, Entry>>(File.ReadAllText(path), CanonicalJson.Options);
                if (entries?.Values.All(entry => entry is { Sha256: not null }) == true)
                {
                    return new StatCache(path, new Dictionary<string, Entry>(entries, StringComparer.Ordinal));
                }
            }
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            // Only time is lost.
        }

        return Empty(path);
    }

    /// <summary>Returns a cache without entries, so that every file is hashed again. <see cref="Save"/> replaces the entries in the file.</summary>
    public static StatCache Empty(string path) => new(path, new Dictionary<string, Entry>(StringComparer.Ordinal));

    /// <summary>Returns the hash and size of a file, which is read only if its size or time stamp has changed.</summary>
    /// <param name="name">Name of the file's entry.</param>
    /// <param name="file">Full path.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (string Sha256, long Size) Hash(string name, string file)
    {
        var facts = new FileInfo(file);
        var size = facts.Length;
        var time = facts.LastWriteTimeUtc.Ticks;
        if (!known.TryGetValue(name, out var entry) || entry.Size != size || entry.Time != time)
        {
            FilesHashed++;
            var now = DateTime.UtcNow;
            var isSettled = facts.LastWriteTimeUtc < now - Granularity;
            entry = new Entry(Hashing.OfFile(file), size, isSettled ? time : 0);
            changed = true;
        }

        seen[name] = entry;
        return (entry.Sha256, size);
    }

    /// <summary>Saves the entries used since <see cref="Open"/> and drops all others. A failed write only costs time, so it is not an error.</summary>
    public void Save()
    {
        if (!changed && seen.Count == known.Count) return;
        try
        {
            AtomicFile.WriteText(path, JsonSerializer.Serialize(seen, CanonicalJson.Options));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next build hashes again.
        }
    }

    private sealed record Entry(string Sha256, long Size, long Time);
}
