using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// The store in the user's cache folder: blobs under <c>blobs/</c>, records under <c>stages/</c>, each written to a temporary file and renamed.
/// </summary>
/// <param name="folders">The cache folder.</param>
/// <param name="hashes">Cached hashes, so that a blob is read only if its size or time stamp has changed.</param>
/// <param name="damaged">Called with the path of each damaged blob, which is removed.</param>
/// <param name="project">Path of the project that uses the store, for the message of builds that wait for it.</param>
public sealed class LocalArtifactStore(CacheFolders folders, StatCache hashes, Action<string> damaged, string project = "") : IArtifactStore
{
    /// <inheritdoc/>
    public StageRecord? FindRecord(StageKey key)
    {
        var record = StageRecord.TryRead(RecordPath(key));
        if (record is not null) LastUse.Touch(RecordPath(key));
        return record;
    }

    /// <inheritdoc/>
    public IEnumerable<StageRecord> Records(string stage)
    {
        var folder = Path.Combine(folders.Records, stage);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Select(StageRecord.TryRead).OfType<StageRecord>() : [];
    }

    /// <inheritdoc/>
    public void PutRecord(StageKey key, StageRecord record) => AtomicFile.WriteText(FreePath(RecordPath(key)), record.ToJson());

    /// <inheritdoc/>
    public string? FindBlob(Artifact artifact)
    {
        var path = BlobPath(artifact);
        try
        {
            if (!File.Exists(path)) return null;
            if (hashes.Hash(path).Sha256 == artifact.Sha256) return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        Discard(artifact);
        return null;
    }

    /// <inheritdoc/>
    public void Discard(Artifact artifact)
    {
        var path = BlobPath(artifact);
        try
        {
            FileOperations.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The bytes are checked wherever they are read, so a damaged file that stays does no harm.
        }

        damaged(path);
    }

    /// <inheritdoc/>
    public void PutBlob(Artifact artifact, string file)
    {
        var path = BlobPath(artifact);
        if (!File.Exists(path) || Hashing.OfFile(path) != artifact.Sha256) AtomicFile.Copy(file, FreePath(path));
    }

    /// <inheritdoc/>
    public IDisposable Lock(StageKey key, Action<string> waiting, CancellationToken cancellation) =>
        ProcessLock.Acquire(RecordPath(key) + ".lock", waiting, cancellation, project);

    // A folder in the place of a file would make every write fail.
    private static string FreePath(string path)
    {
        if (Directory.Exists(path)) FileOperations.DeleteFolder(path);
        return path;
    }

    private string BlobPath(Artifact artifact) => Path.Combine(folders.Blobs, artifact.Sha256.Substring(0, 2), artifact.Sha256);

    private string RecordPath(StageKey key) => Path.Combine(folders.Records, key.Stage, key.Hash + ".json");
}
