namespace FlowerModel.Pipeline.Data;

/// <summary>Files of one kind in a dataset that are not used.</summary>
/// <param name="Kind">The kind, as a text that follows their number: <c>.txt</c>, <c>without extension</c>.</param>
/// <param name="Count">Their number.</param>
/// <param name="Names">The first of their paths below the dataset, in ordinal order.</param>
/// <param name="MayBeMeant">True if the user probably wants them to be used: images in other formats, links that cannot be followed.</param>
public sealed record PassedOverFiles(string Kind, int Count, IReadOnlyList<string> Names, bool MayBeMeant);
