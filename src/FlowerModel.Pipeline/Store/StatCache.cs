using System.Text.Json;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// Remembers a file's hash together with its size and time stamp, which saves reading thousands of unchanged images on every build.
/// It only ever saves work: what it does not know for sure is hashed again.
/// </summary>
public sealed class StatCache
{
    // A file written in the same instant as it was hashed can change again without a new time stamp; such entries are not trusted later.
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

    /// <summary>Opens the cache kept in a file; a missing or damaged file is an empty cache.</summary>
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
            // Nothing is lost but time.
        }

        return new StatCache(path, new Dictionary<string, Entry>(StringComparer.Ordinal));
    }

    /// <summary>Hash and size of a file, read only where its size or time stamp is new.</summary>
    /// <param name="name">Name to remember it by.</param>
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

    /// <summary>
    /// Keeps what was seen since <see cref="Open"/>; files no longer there are forgotten. Failing to write costs time only, so it is no error.
    /// </summary>
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
