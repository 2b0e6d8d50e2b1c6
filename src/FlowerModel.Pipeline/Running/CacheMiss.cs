using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Running;

/// <summary>Explains why a run has no result in the cache, by comparing its key with the most similar one there.</summary>
internal static class CacheMiss
{
    private const int MaxDifferences = 3;

    /// <summary>Returns the explanation as one sentence.</summary>
    /// <param name="run">The run.</param>
    /// <param name="key">Its key.</param>
    /// <param name="known">The results of the same stage on this machine.</param>
    public static string Explain(StageRun run, StageKey key, IEnumerable<StageRecord> known)
    {
        var (nearest, differences) = known
            .Select(record => (record, differences: key.Differences(record.Entries)))
            .OrderBy(candidate => candidate.differences.Count)
            .ThenBy(candidate => candidate.record.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        if (nearest is null) return "This machine has no result of that stage to compare with.";
        if (differences.Count == 0) return "Its record is in the local cache, but its files are not.";

        var shown = string.Join("; ", differences.Take(MaxDifferences));
        var rest = differences.Count - MaxDifferences;
        var more = rest > 0 ? $"; and {rest} more" : "";
        var details = run.Compare(nearest) is { } compared ? $" ({compared})" : "";
        return $"Compared with the most similar result in the local cache, {shown}{more}{details}.";
    }
}
