using FlowerModel.Pipeline.Keys;

namespace FlowerModel.Pipeline.Store;

/// <summary>A private store in front of one that cannot be written: both are read, and only the private one is written.</summary>
/// <param name="own">The private store.</param>
/// <param name="shared">The store that is only read.</param>
public sealed class OverlayArtifactStore(IArtifactStore own, IArtifactStore shared) : IArtifactStore
{
    /// <inheritdoc/>
    public StageRecord? FindRecord(StageKey key) => own.FindRecord(key) ?? shared.FindRecord(key);

    /// <inheritdoc/>
    public IEnumerable<StageRecord> Records(string stage) => own.Records(stage).Concat(shared.Records(stage));

    /// <inheritdoc/>
    public void PutRecord(StageKey key, StageRecord record) => own.PutRecord(key, record);

    /// <inheritdoc/>
    public string? FindBlob(Artifact artifact) => own.FindBlob(artifact) ?? shared.FindBlob(artifact);

    /// <inheritdoc/>
    public void Discard(Artifact artifact) => own.Discard(artifact);

    /// <inheritdoc/>
    public void PutBlob(Artifact artifact, string file) => own.PutBlob(artifact, file);

    /// <inheritdoc/>
    public IDisposable Lock(StageKey key, Action<string> waiting, CancellationToken cancellation) => own.Lock(key, waiting, cancellation);
}
