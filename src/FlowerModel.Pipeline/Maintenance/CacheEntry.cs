namespace FlowerModel.Pipeline.Maintenance;

/// <summary>Kinds of files in the cache.</summary>
public enum CacheEntryKind
{
    /// <summary>A file that a stage wrote.</summary>
    Artifact,

    /// <summary>Stored features of an image.</summary>
    Features,

    /// <summary>The answers of a model to images.</summary>
    Answers,

    /// <summary>What reports about a model showed of images.</summary>
    Previews,

    /// <summary>Weights or answers of the epochs of a finished training.</summary>
    Epochs,

    /// <summary>The images of an archive.</summary>
    Dataset,

    /// <summary>Downloaded base weights.</summary>
    BaseWeights,

    /// <summary>The state of an interrupted training.</summary>
    Checkpoint,
}

/// <summary>Something in the cache that is removed as a whole.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Path">Full path of the file or folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LastUsed">When it was last used.</param>
public sealed record CacheEntry(CacheEntryKind Kind, string Path, long Bytes, DateTime LastUsed)
{
    /// <summary>Full paths of other files that are of no use without it, and that are removed first.</summary>
    public IReadOnlyList<string> Dependents { get; init; } = [];
}
