using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// What a model's index contains: the hashes of files, so that only changed files are read, and after a finished build what that build depended on.
/// The files are kept in the form that was last used: packed until one of them is looked up.
/// </summary>
internal sealed class FileIndex
{
    private Dictionary<string, IndexedFile>? files;
    private PackedFiles? packed;

    /// <summary>Creates an index of files by full path.</summary>
    public FileIndex(Dictionary<string, IndexedFile> files) => this.files = files;

    /// <summary>Creates an index of packed files.</summary>
    public FileIndex(PackedFiles packed) => this.packed = packed;

    private FileIndex(FileIndex other) => (files, packed) = (other.files, other.packed);

    /// <summary>The files by full path.</summary>
    public IReadOnlyDictionary<string, IndexedFile> Files => Unpacked;

    /// <summary>The files in the form in which they are stored.</summary>
    public PackedFiles Packed => packed ??= FilePacker.Pack(Unpacked);

    /// <summary>The settings of the finished build whose files these are, as a hash; empty if the last build has not finished.</summary>
    public string Finished { get; init; } = "";

    /// <summary>Texts about the finished build for whoever records it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The warnings of the finished build that stay true as long as nothing changes.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    private Dictionary<string, IndexedFile> Unpacked => files ??= packed!.Unpack();

    /// <summary>Adds or replaces a file.</summary>
    public void Set(string path, IndexedFile file)
    {
        Unpacked[path] = file;
        packed = null;
    }

    /// <summary>Returns an index of the same files that describes no finished build. It replaces this one: they share the files.</summary>
    public FileIndex WithoutBuild() => new(this);
}
