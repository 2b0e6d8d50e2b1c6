using FlowerModel.Pipeline.Keys;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// A store of artifacts: blobs by the hash of their bytes, and records of stage results by key. A store only stores and finds; what counts as a
/// hit, and in which order things are written, is defined for all stores in <see cref="StageResults"/>.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Returns the record of a key; null if there is none or it cannot be read.</summary>
    StageRecord? FindRecord(StageKey key);

    /// <summary>Returns the records of a stage that can be listed, in any order: those on this machine.</summary>
    /// <param name="stage">Name of the stage.</param>
    IEnumerable<StageRecord> Records(string stage);

    /// <summary>Stores a record, replacing an earlier one. Its blobs must already be in the store.</summary>
    /// <exception cref="IOException">The record cannot be written.</exception>
    void PutRecord(StageKey key, StageRecord record);

    /// <summary>
    /// Returns the full path of a local file with a blob's bytes, which the caller must not change; null if the store does not have them. The
    /// bytes have been checked against the hash; a damaged blob is removed, reported and treated as missing.
    /// </summary>
    string? FindBlob(Artifact artifact);

    /// <summary>Removes and reports a blob whose bytes turned out to be damaged when they were read; later look-ups do not find it.</summary>
    void Discard(Artifact artifact);

    /// <summary>Stores a file's bytes. Does nothing if the store already has them.</summary>
    /// <param name="artifact">Hash and size of the file.</param>
    /// <param name="file">Full path of the file, which is not changed.</param>
    /// <exception cref="IOException">The blob cannot be written.</exception>
    void PutBlob(Artifact artifact, string file);

    /// <summary>Waits until no other build holds the lock on a key, and holds it until disposed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="waiting">Called once, with what is known about the holder, if another build holds the lock.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    IDisposable Lock(StageKey key, Action<string> waiting, CancellationToken cancellation);
}
