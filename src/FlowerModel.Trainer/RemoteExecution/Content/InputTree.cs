namespace FlowerModel.Trainer.RemoteExecution.Content;

/// <summary>
/// The input root of an action: a Merkle tree of <c>Directory</c> messages, in which every folder is identified by the hash of its content. The same
/// files have the same root digest in any order and on any machine.
/// </summary>
internal sealed class InputTree
{
    private readonly Dictionary<BlobDigest, Blob> blobs = [];

    private InputTree(IEnumerable<InputFile> files)
    {
        var root = new Folder();
        foreach (var file in files)
        {
            var names = RemotePath.Split(file.Path);
            root.Add(names, file);
            blobs.TryAdd(file.Content.Digest, file.Content);
        }

        Root = Encode(root);
    }

    /// <summary>Digest of the root's <c>Directory</c> message.</summary>
    public BlobDigest Root { get; }

    /// <summary>All files and folders of the tree, each content once.</summary>
    public IReadOnlyCollection<Blob> Blobs => blobs.Values;

    /// <summary>Builds the tree.</summary>
    /// <param name="files">The files.</param>
    /// <exception cref="ArgumentException">A path is invalid, or is used twice.</exception>
    public static InputTree Build(IEnumerable<InputFile> files) => new(files);

    private BlobDigest Encode(Folder folder)
    {
        var message = new Messages.Directory();
        foreach (var (name, file) in folder.Files)
        {
            message.Files.Add(new Messages.FileNode { Name = name, Digest = file.Content.Digest.ToMessage(), IsExecutable = file.IsExecutable });
        }

        foreach (var (name, child) in folder.Folders)
            message.Directories.Add(new Messages.DirectoryNode { Name = name, Digest = Encode(child).ToMessage() });
        var blob = Blob.OfMessage(message);
        blobs.TryAdd(blob.Digest, blob);
        return blob.Digest;
    }

    private sealed class Folder
    {
        public SortedDictionary<string, InputFile> Files { get; } = new(RemotePath.Order);

        public SortedDictionary<string, Folder> Folders { get; } = new(RemotePath.Order);

        public void Add(ReadOnlySpan<string> names, InputFile file)
        {
            var name = names[0];
            if (names.Length == 1)
            {
                if (Folders.ContainsKey(name) || !Files.TryAdd(name, file)) throw UsedTwice(file);
                return;
            }

            if (Files.ContainsKey(name)) throw UsedTwice(file);
            if (!Folders.TryGetValue(name, out var child)) Folders.Add(name, child = new Folder());
            child.Add(names[1..], file);
        }

        private static ArgumentException UsedTwice(InputFile file) => new($"the path '{file.Path}' is used twice", nameof(file));
    }
}
