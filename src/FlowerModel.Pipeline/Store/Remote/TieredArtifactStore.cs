using FlowerModel.Pipeline.Keys;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>
/// The local store, and a remote cache behind it: what is missing locally is copied from there, and new results are uploaded if the settings allow
/// it.
/// </summary>
/// <param name="local">The local store.</param>
/// <param name="remote">The remote cache.</param>
/// <param name="folders">The cache folder, for downloads.</param>
public sealed class TieredArtifactStore(IArtifactStore local, RemoteArtifactStore remote, CacheFolders folders) : IArtifactStore
{
    /// <inheritdoc/>
    public StageRecord? FindRecord(StageKey key) =>
        local.FindRecord(key) is { } kept && kept.Key == key.Hash ? kept : remote.Find(key, record => Adopt(key, record));

    /// <inheritdoc/>
    public IEnumerable<StageRecord> Records(string stage) => local.Records(stage);

    /// <inheritdoc/>
    public void PutRecord(StageKey key, StageRecord record)
    {
        local.PutRecord(key, record);
        remote.Upload(key, record, local.FindBlob);
    }

    /// <inheritdoc/>
    public string? FindBlob(Artifact artifact) => local.FindBlob(artifact) ?? Fetch(artifact);

    /// <inheritdoc/>
    public void Discard(Artifact artifact) => local.Discard(artifact);

    /// <inheritdoc/>
    public void PutBlob(Artifact artifact, string file) => local.PutBlob(artifact, file);

    /// <inheritdoc/>
    public IDisposable Lock(StageKey key, Action<string> waiting, CancellationToken cancellation) => local.Lock(key, waiting, cancellation);

    private bool Adopt(StageKey key, StageRecord record)
    {
        if (!record.Outputs.All(output => FindBlob(output) is not null)) return false;
        try
        {
            local.PutRecord(key, record);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The local store cannot be written. The stage that runs instead reports it.
            return false;
        }
    }

    private string? Fetch(Artifact artifact)
    {
        try
        {
            using var folder = folders.CreateWorkDirectory();
            var file = Path.Combine(folder.FullName, artifact.Sha256);
            if (!remote.TryDownload(artifact, file)) return null;
            local.PutBlob(artifact, file);
            return local.FindBlob(artifact);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
