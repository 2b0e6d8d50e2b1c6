namespace FlowerModel.Pipeline.Data;

/// <summary>An image that the split assigns to a subset.</summary>
/// <param name="Entry">The image; its current subset is ignored.</param>
/// <param name="Subset">The subset that the dataset names for it; null if the split decides.</param>
/// <param name="Group">Its group; null if it belongs to none.</param>
public sealed record SplitCandidate(ManifestEntry Entry, Subset? Subset = null, string? Group = null);
