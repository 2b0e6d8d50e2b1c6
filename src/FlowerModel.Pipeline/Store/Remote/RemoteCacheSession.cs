using FlowerModel.Pipeline.Keys;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>
/// The remote cache during one build: what still works, the time that is left for it, and what has been found and stored. The stores of all stages
/// share it. Its members can be called from several threads.
/// </summary>
public sealed class RemoteCacheSession : IDisposable
{
    private static readonly TimeSpan DefaultBudget = TimeSpan.FromSeconds(5);

    private readonly object gate = new();
    private readonly HashSet<string> hits = new(StringComparer.Ordinal);
    private readonly HashSet<string> misses = new(StringComparer.Ordinal);
    private int failedWrites;
    private bool canRead = true;
    private bool canWrite;
    private bool hasWarned;

    /// <summary>Creates the session of a build.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="budget">The time that the build may lose to a cache in trouble; null for five seconds.</param>
    public RemoteCacheSession(RemoteCacheSettings settings, TimeSpan? budget = null)
    {
        Settings = settings;
        canWrite = settings.Write;
        Client = new RemoteCacheClient(settings, new TimeBudget(budget ?? DefaultBudget));
    }

    /// <summary>The settings.</summary>
    public RemoteCacheSettings Settings { get; }

    /// <summary>True until trouble ends reading.</summary>
    public bool CanRead
    {
        get
        {
            lock (gate) return canRead;
        }
    }

    /// <summary>True if the settings allow writing, until trouble ends it.</summary>
    public bool CanWrite
    {
        get
        {
            lock (gate) return canWrite;
        }
    }

    /// <summary>Sends the requests.</summary>
    internal RemoteCacheClient Client { get; }

    /// <summary>Returns the numbers of hits, misses and failed writes since the last call, as text; null if there are none.</summary>
    public string? TakeSummary()
    {
        lock (gate)
        {
            if (hits.Count + misses.Count + failedWrites == 0) return null;
            var summary = $"remote cache: {Number(hits.Count, "hit", "hits")}, {Number(misses.Count, "miss", "misses")}, "
                + Number(failedWrites, "failed write", "failed writes");
            hits.Clear();
            misses.Clear();
            failedWrites = 0;
            return summary;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    /// <summary>Counts a lookup. A build looks a missing key up again before and after it runs the stage; each key counts once.</summary>
    internal void CountLookup(StageKey key, bool hit)
    {
        lock (gate)
        {
            if (hit) misses.Remove(key.Hash);
            (hit ? hits : misses).Add(key.Hash);
        }
    }

    /// <summary>Counts a result that was not uploaded.</summary>
    internal void CountFailedWrite()
    {
        lock (gate) failedWrites++;
    }

    /// <summary>Turns off what does not work.</summary>
    /// <returns>True for the first trouble of the build, which is worth a warning.</returns>
    internal bool Suffer(RemoteTrouble trouble)
    {
        lock (gate)
        {
            if (trouble != RemoteTrouble.Upload) canRead = false;
            if (trouble != RemoteTrouble.Content) canWrite = false;
            var isFirst = !hasWarned;
            hasWarned = true;
            return isFirst;
        }
    }

    private static string Number(int count, string one, string several) => FormattableString.Invariant($"{count} {(count == 1 ? one : several)}");
}
