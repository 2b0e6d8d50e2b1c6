using System.Globalization;
using FlowerModel.Pipeline.Maintenance;

namespace FlowerModel.Tool.Caching;

/// <summary>The JSON of <c>flowermodel cache</c>; docs/command-line.md lists its fields.</summary>
/// <param name="Cache">Full path of the cache folder.</param>
/// <param name="Kinds">What is in the cache, by kind.</param>
/// <param name="Removed">What the command removed, by kind.</param>
/// <param name="Damaged">Full paths of damaged files and folders; null for commands that do not check them.</param>
internal sealed record CacheReport(string Cache, IReadOnlyList<CacheKindReport> Kinds, IReadOnlyList<CacheKindReport> Removed, IReadOnlyList<string>? Damaged)
{
    /// <summary>Version of the format.</summary>
    public int FormatVersion { get; } = 1;

    /// <summary>Creates the report.</summary>
    /// <param name="cache">Full path of the cache folder.</param>
    /// <param name="kept">The entries in the cache.</param>
    /// <param name="removed">The entries that the command removed.</param>
    /// <param name="damaged">The damaged entries, or null.</param>
    public static CacheReport Create(string cache, IReadOnlyList<CacheEntry> kept, IReadOnlyList<CacheEntry> removed, IReadOnlyList<CacheEntry>? damaged) =>
        new(cache, Sum(kept), Sum(removed), damaged is null ? null : [.. damaged.Select(entry => entry.Path)]);

    private static CacheKindReport[] Sum(IReadOnlyList<CacheEntry> entries) =>
    [
        .. Enum.GetValues<CacheEntryKind>().Select(kind => (Kind: kind, Entries: entries.Where(entry => entry.Kind == kind).ToArray()))
            .Where(sum => sum.Entries.Length > 0)
            .Select(sum => new CacheKindReport(
                NameOf(sum.Kind),
                sum.Entries.Length,
                sum.Entries.Sum(entry => entry.Bytes),
                sum.Entries.Min(entry => entry.LastUsed).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))),
    ];

    private static string NameOf(CacheEntryKind kind) => kind switch
    {
        CacheEntryKind.Artifact => "artifacts",
        CacheEntryKind.Features => "features",
        CacheEntryKind.Answers => "answers",
        CacheEntryKind.Previews => "previews",
        CacheEntryKind.Epochs => "epochs",
        CacheEntryKind.Dataset => "datasets",
        CacheEntryKind.BaseWeights => "baseWeights",
        CacheEntryKind.Checkpoint => "checkpoints",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

/// <summary>The entries of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Entries">Number of entries.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="LeastRecentlyUsed">When the entry that was not used for the longest time was last used, UTC.</param>
internal sealed record CacheKindReport(string Kind, int Entries, long Bytes, string LeastRecentlyUsed);
