using FlowerModel.Pipeline.Keys;

namespace FlowerModel.Pipeline.Store;

/// <summary>
/// Where artifacts are kept: blobs by the hash of their bytes, and records of what a stage made by its key. A store keeps and finds; what
/// makes a hit, and in which order things are written, is decided once for all stores in <see cref="StageResults"/>.
/// </summary>
public interface IArtifactStore
{
    /// <summary>The record kept under a key; null where there is none or it cannot be read.</summary>
    StageRecord? FindRecord(StageKey key);

    /// <summary>Keeps a record, replacing an earlier one. Its blobs are in the store already.</summary>
    /// <exception cref="IOException">The record cannot be written.</exception>
    void PutRecord(StageKey key, StageRecord record);

    /// <summary>
    /// Full path of a local file with a blob's bytes, which the caller only reads; null where the store does not have them. The bytes have
    /// been checked against the hash: damaged ones are removed, reported and count as missing.
    /// </summary>
    string? FindBlob(Artifact artifact);

    /// <summary>Keeps a file's bytes. Where the store has them already, nothing happens.</summary>
    /// <param name="artifact">Hash and size of the file.</param>
    /// <param name="file">Full path of the file; it stays as it is.</param>
    /// <exception cref="IOException">The blob cannot be written.</exception>
    void PutBlob(Artifact artifact, string file);

    /// <summary>Waits until no other build works on a key, and holds it until disposed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="waiting">Called once, with what is known about the holder, when the key is held.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    IDisposable Lock(StageKey key, Action<string> waiting, CancellationToken cancellation);
}
