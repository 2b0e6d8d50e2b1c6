namespace FlowerModel.Pipeline.Data;

/// <summary>A labeled image before it is hashed.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Path">Path under the root, with forward slashes.</param>
public sealed record ImageFile(string Label, string Path);
