namespace FlowerModel.Pipeline.Data;

/// <summary>A labeled image before it is hashed.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Path">Path under the root, with forward slashes.</param>
/// <param name="Subset">What the dataset says that it is used for; null if the split decides.</param>
/// <param name="Group">Name of the group of images that stay on one side of the split; null if it belongs to none.</param>
public sealed record ImageFile(string Label, string Path, Subset? Subset = null, string? Group = null);
