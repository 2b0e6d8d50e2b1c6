using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Cache;

/// <summary>
/// The local cache: artefacts by the hash of their bytes (<c>blobs/</c>), what a stage made by its key (<c>stages/</c>). A record is written
/// after its artefacts are on the disk, both by rename, so what is there is whole. Other folders hold what can be made again at any time.
/// </summary>
/// <param name="root">Full path of the cache folder (<c>FlowerModelCacheDirectory</c>).</param>
public sealed class ArtefactCache(string root)
{
    // The layout's version: another layout would stand beside this one.
    private readonly string root = Path.Combine(root, "v1");

    /// <summary>Kept features and activations, one file a picture, view and tap.</summary>
    public string FeaturesDirectory => Path.Combine(root, "features");

    /// <summary>Extracted archives, one folder each.</summary>
    public string DatasetsDirectory => Path.Combine(root, "datasets");

    /// <summary>Downloaded base weights.</summary>
    public string BasesDirectory => Path.Combine(root, "bases");

    /// <summary>Native libraries made fit for this machine.</summary>
    public string ToolsDirectory => Path.Combine(root, "tools");

    /// <summary>Where downloaded base weights of that hash lie.</summary>
    public string BaseWeightsPath(string sha256) => Path.Combine(BasesDirectory, sha256 + ".h5");

    /// <summary>Where an artefact's bytes lie.</summary>
    public string PathOf(Artefact artefact) => Path.Combine(root, "blobs", artefact.Sha256.Substring(0, 2), artefact.Sha256);

    /// <summary>Where the lock of a key lies: beside what it protects.</summary>
    public string LockPath(StageKey key) => RecordPath(key) + ".lock";

    /// <summary>A new empty folder for a stage at work, on the same disk as the cache.</summary>
    public string CreateWorkDirectory() => Directory.CreateDirectory(Path.Combine(root, "work", Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>
    /// What the stage made under this key, or null. A hit has every byte present: an artefact whose hash is not right is removed,
    /// reported and makes the hit a miss.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="hashes">Remembered hashes, so that an artefact is read only when its size or time stamp is new.</param>
    /// <param name="damaged">Called with the path of a damaged artefact.</param>
    public StageRecord? Find(StageKey key, StatCache hashes, Action<string> damaged)
    {
        var record = StageRecord.TryRead(RecordPath(key));
        if (record is null || record.Key != key.Hash) return null;
        return record.Outputs.All(output => IsWhole(output, hashes, damaged)) ? record : null;
    }

    /// <summary>Keeps what a stage made. Where another build was first with the same key, its artefacts are adopted and these dropped.</summary>
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

    /// <summary>Copies an artefact to where it is wanted, unless the same bytes are there already.</summary>
    /// <returns>True when the file was written.</returns>
    /// <exception cref="IOException">The artefact vanished or is damaged, or the place cannot be written.</exception>
    public bool Restore(Artefact artefact, string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length == artefact.Size && Hashing.OfFile(path) == artefact.Sha256) return false;
        AtomicFile.Copy(PathOf(artefact), path);
        if (Hashing.OfFile(path) == artefact.Sha256) return true;
        File.Delete(path);
        throw new IOException($"The kept artefact {PathOf(artefact)} is damaged; delete it and build again.");
    }

    /// <summary>Removes everything that the cache keeps; whatever else lies in its folder stays.</summary>
    /// <exception cref="IOException">Something is in use.</exception>
    public void Clear()
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    private string RecordPath(StageKey key) => Path.Combine(root, "stages", key.Stage.Name(), key.Hash + ".json");

    private bool IsWhole(Artefact artefact, StatCache hashes, Action<string> damaged)
    {
        var path = PathOf(artefact);
        try
        {
            if (!File.Exists(path)) return false;
            if (hashes.Hash("blob " + artefact.Sha256, path).Sha256 == artefact.Sha256) return true;
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        damaged(path);
        return false;
    }

    private Artefact Store(string name, string file)
    {
        var artefact = new Artefact(name, Hashing.OfFile(file), new FileInfo(file).Length);
        var path = PathOf(artefact);
        if (!File.Exists(path) || Hashing.OfFile(path) != artefact.Sha256) AtomicFile.Copy(file, path);
        File.Delete(file);
        return artefact;
    }
}
