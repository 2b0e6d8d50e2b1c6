using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Cache;

/// <summary>
/// The local cache: artifacts by the hash of their bytes (<c>blobs/</c>), what a stage made by its key (<c>stages/</c>). A record is written
/// after its artifacts are on the disk, both by rename, so what is there is whole. Other folders hold what can be made again at any time.
/// </summary>
/// <param name="root">Full path of the cache folder (<c>FlowerModelCacheDirectory</c>).</param>
public sealed class ArtifactCache(string root)
{
    // The layout's version: another layout would stand beside this one.
    private readonly string root = Path.Combine(root, "v1");

    /// <summary>Kept features and activations, one file an image, view and tap.</summary>
    public string FeaturesDirectory => Path.Combine(root, "features");

    /// <summary>Extracted archives, one folder each.</summary>
    public string DatasetsDirectory => Path.Combine(root, "datasets");

    /// <summary>Downloaded base weights.</summary>
    public string BasesDirectory => Path.Combine(root, "bases");

    /// <summary>Native libraries made fit for this machine.</summary>
    public string ToolsDirectory => Path.Combine(root, "tools");

    /// <summary>Where downloaded base weights of that hash lie.</summary>
    public string BaseWeightsPath(string sha256) => Path.Combine(BasesDirectory, sha256 + ".h5");

    /// <summary>Where an artifact's bytes lie.</summary>
    public string PathOf(Artifact artifact) => Path.Combine(root, "blobs", artifact.Sha256.Substring(0, 2), artifact.Sha256);

    /// <summary>Where the lock of a key lies: beside what it protects.</summary>
    public string LockPath(StageKey key) => RecordPath(key) + ".lock";

    /// <summary>A new empty folder for a stage at work, on the same disk as the cache.</summary>
    public string CreateWorkDirectory() => Directory.CreateDirectory(Path.Combine(root, "work", Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>
    /// What the stage made under this key, or null. A hit has every byte present: an artifact whose hash is not right is removed,
    /// reported and makes the hit a miss.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="hashes">Remembered hashes, so that an artifact is read only when its size or time stamp is new.</param>
    /// <param name="damaged">Called with the path of a damaged artifact.</param>
    public StageRecord? Find(StageKey key, StatCache hashes, Action<string> damaged)
    {
        var record = StageRecord.TryRead(RecordPath(key));
        if (record is null || record.Key != key.Hash) return null;
        return record.Outputs.All(output => IsWhole(output, hashes, damaged)) ? record : null;
    }

    /// <summary>Keeps what a stage made. Where another build was first with the same key, its artifacts are adopted and these dropped.</summary>
    /// <param name="key">The key.</param>
    /// <param name="files">Output name to path of the finished file; the files are moved away.</param>
    /// <param name="hashes">Remembered hashes.</param>
    /// <exception cref="IOException">The disk is full or the cache cannot be written.</exception>
    public StageRecord Publish(StageKey key, IReadOnlyDictionary<string, string> files, StatCache hashes)
    {
        if (Find(key, hashes, static _ => { }) is { } first) return first;
        var outputs = files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => Store(file.Key, file.Value)).ToArray();
        var record = new StageRecord(key.Stage, key.Hash, key.Entries, outputs);
        AtomicFile.WriteText(RecordPath(key), record.ToJson());
        return record;
    }

    /// <summary>Copies an artifact to where it is wanted, unless the same bytes are there already.</summary>
    /// <returns>True when the file was written.</returns>
    /// <exception cref="IOException">The artifact vanished or is damaged, or the place cannot be written.</exception>
    public bool Restore(Artifact artifact, string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length == artifact.Size && Hashing.OfFile(path) == artifact.Sha256) return false;
        AtomicFile.Copy(PathOf(artifact), path);
        if (Hashing.OfFile(path) == artifact.Sha256) return true;
        File.Delete(path);
        throw new IOException($"The kept artifact {PathOf(artifact)} is damaged; delete it and build again.");
    }

    /// <summary>Removes everything that the cache keeps; whatever else lies in its folder stays.</summary>
    /// <exception cref="IOException">Something is in use.</exception>
    public void Clear()
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    private string RecordPath(StageKey key) => Path.Combine(root, "stages", key.Stage.Name(), key.Hash + ".json");

    private bool IsWhole(Artifact artifact, StatCache hashes, Action<string> damaged)
    {
        var path = PathOf(artifact);
        try
        {
            if (!File.Exists(path)) return false;
            if (hashes.Hash("blob " + artifact.Sha256, path).Sha256 == artifact.Sha256) return true;
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        damaged(path);
        return false;
    }

    private Artifact Store(string name, string file)
    {
        var artifact = new Artifact(name, Hashing.OfFile(file), new FileInfo(file).Length);
        var path = PathOf(artifact);
        if (!File.Exists(path) || Hashing.OfFile(path) != artifact.Sha256) AtomicFile.Copy(file, path);
        File.Delete(file);
        return artifact;
    }
}
