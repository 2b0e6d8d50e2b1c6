using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// What a model's index contains: the hashes of files, so that only changed files are read, and after a finished build what that build depended on.
/// </summary>
/// <param name="files">The files by full path.</param>
internal sealed class FileIndex(Dictionary<string, IndexedFile> files)
{
    /// <summary>The files by full path.</summary>
    public Dictionary<string, IndexedFile> Files => files;

    /// <summary>The settings of the finished build whose files these are, as a hash; empty if the last build has not finished.</summary>
    public string Finished { get; init; } = "";

    /// <summary>Texts about the finished build for whoever records it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The warnings of the finished build that stay true as long as nothing changes.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];
}
