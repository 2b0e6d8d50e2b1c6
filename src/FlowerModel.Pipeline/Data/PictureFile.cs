namespace FlowerModel.Pipeline.Data;

/// <summary>A labelled picture before it is hashed.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Path">Path under the root, with forward slashes.</param>
public sealed record PictureFile(string Label, string Path);
