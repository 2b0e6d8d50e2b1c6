using System.Text;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>The rules for storing and finding results, the same for every <see cref="IArtifactStore"/>.</summary>
/// <param name="store">The store.</param>
public sealed class StageResults(IArtifactStore store)
{
    /// <summary>Returns the stage's result for this key; null unless the record and all of its artifacts exist undamaged.</summary>
    public StageRecord? Find(StageKey key) =>
        store.FindRecord(key) is { } record && record.Key == key.Hash && record.Outputs.All(output => store.FindBlob(output) is not null) ? record : null;

    /// <summary>
    /// Stores a stage's result: the blobs first, the record last. If another build has already stored a result for the same key, that result is
    /// returned and this one is discarded.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="files">Full paths of the finished files by output name; the files are moved to the store.</param>
    /// <param name="packages">The packages that took part.</param>
    /// <exception cref="IOException">The disk is full or the store cannot be written.</exception>
    public StageRecord Publish(StageKey key, IReadOnlyDictionary<string, string> files, IReadOnlyList<UsedPackage> packages)
    {
        if (Find(key) is { } first) return first;
        var outputs = files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => Put(file.Key, file.Value)).ToArray();
        var record = new StageRecord(key.Stage, key.Hash, key.Entries, outputs) { Packages = packages };
        store.PutRecord(key, record);
        return record;
    }

    /// <summary>
    /// Returns the full path of a local file with an artifact's bytes. Whoever reads the file checks the bytes, because the store may know their hash
    /// only from the file's size and time stamp.
    /// </summary>
    /// <exception cref="LostArtifactException">The artifact is no longer in the store, or is damaged.</exception>
    public string PathOf(Artifact artifact) => store.FindBlob(artifact) ?? throw new LostArtifactException(artifact);

    /// <summary>Reads an artifact that is a text, and checks the bytes that were read.</summary>
    /// <exception cref="LostArtifactException">The artifact is no longer in the store, or is damaged.</exception>
    public string ReadText(Artifact artifact) => Encoding.UTF8.GetString(Read(artifact));

    /// <summary>Reads the bytes of artifacts that a process could not use, and discards those that are damaged.</summary>
    /// <returns>The first artifact that is missing or damaged; null if all of them can be used.</returns>
    public Artifact? FindLost(IEnumerable<Artifact> artifacts)
    {
        Artifact? lost = null;
        foreach (var artifact in artifacts)
        {
            try
            {
                Read(artifact);
            }
            catch (LostArtifactException)
            {
                lost ??= artifact;
            }
        }

        return lost;
    }

    /// <summary>Copies an artifact to a path, unless the file there already has the same bytes.</summary>
    /// <returns>True if the file was written.</returns>
    /// <exception cref="LostArtifactException">The artifact is no longer in the store, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool Restore(Artifact artifact, string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length == artifact.Size && Hashing.OfFile(path) == artifact.Sha256) return false;
        var bytes = Read(artifact);
        AtomicFile.Write(path, stream => stream.Write(bytes, 0, bytes.Length));
        return true;
    }

    private byte[] Read(Artifact artifact)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(PathOf(artifact));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process removed the file after it was found.
            throw new LostArtifactException(artifact);
        }

        if (Hashing.OfBytes(bytes) == artifact.Sha256) return bytes;
        store.Discard(artifact);
        throw new LostArtifactException(artifact);
    }

    private Artifact Put(string name, string file)
    {
        var artifact = new Artifact(name, Hashing.OfFile(file), new FileInfo(file).Length);
        store.PutBlob(artifact, file);
        FileOperations.Delete(file);
        return artifact;
    }
}
