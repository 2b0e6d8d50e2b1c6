using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Keys;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>
/// Records and blobs in a cache that speaks Bazel's remote-cache HTTP protocol: records as <c>ac/KEY</c>, blobs as <c>cas/SHA256</c>. Trouble is
/// reported once and never thrown.
/// </summary>
/// <param name="session">The remote cache during this build.</param>
/// <param name="artifactsOf">Returns the names of the files that a stage always writes.</param>
/// <param name="log">The log.</param>
/// <param name="cancellation">Cancels the build.</param>
public sealed class RemoteArtifactStore(
    RemoteCacheSession session, Func<string, IReadOnlyList<string>> artifactsOf, IPipelineLog log, CancellationToken cancellation)
{
    /// <summary>The largest record that is accepted, in bytes.</summary>
    private const long MaxRecordSize = 4 << 20;

    /// <summary>Looks up a record and its files.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fetch">Makes the record's files available locally; returns false if one of them is missing.</param>
    /// <returns>The record; null if the cache does not have it with all of its files.</returns>
    public StageRecord? Find(StageKey key, Func<StageRecord, bool> fetch)
    {
        if (!session.CanRead) return null;
        var record = Guarded(() => Download(key));
        var isHit = record is not null && fetch(record);
        session.CountLookup(key, isHit);
        if (!isHit) return null;
        log.Detail(Codes.StageKept, $"The result of stage '{key.Stage}' was restored from the remote cache (key {key.Hash.Substring(0, 12)}).");
        return record;
    }

    /// <summary>Downloads a blob and checks its hash.</summary>
    /// <param name="artifact">Hash and size.</param>
    /// <param name="file">Full path of the new file.</param>
    /// <returns>False if the cache does not have the blob, or has other bytes.</returns>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public bool TryDownload(Artifact artifact, string file)
    {
        if (!session.CanRead) return false;
        using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            if (!Guarded(() => session.Client.Get(BlobPath(artifact), artifact.Size, stream, cancellation))) return false;
        }

        return Guarded(() => Hashing.OfFile(file) == artifact.Sha256
            ? true
            : throw new RemoteCacheException(RemoteTrouble.Content, $"the bytes of '{BlobPath(artifact)}' do not have this hash"));
    }

    /// <summary>Uploads a result: the blobs first, the record last. Does nothing if the cache is only read.</summary>
    /// <param name="key">The key.</param>
    /// <param name="record">The record.</param>
    /// <param name="pathOf">Returns the full path of a local file with a blob's bytes, or null.</param>
    public void Upload(StageKey key, StageRecord record, Func<Artifact, string?> pathOf)
    {
        if (!session.Settings.Write) return;
        if (!session.CanWrite || !Guarded(() => UploadAll(key, record, pathOf))) session.CountFailedWrite();
    }

    private static string BlobPath(Artifact artifact) => "cas/" + artifact.Sha256;

    private static string RecordPath(StageKey key) => "ac/" + key.Hash;

    private StageRecord? Download(StageKey key)
    {
        using var stream = new MemoryStream();
        if (!session.Client.Get(RecordPath(key), MaxRecordSize, stream, cancellation)) return null;
        return RecordMessage.TryDecode(stream.ToArray(), key, artifactsOf(key.Stage))
            ?? throw new RemoteCacheException(RemoteTrouble.Content, $"'{RecordPath(key)}' is not a result of stage '{key.Stage}'");
    }

    private bool UploadAll(StageKey key, StageRecord record, Func<Artifact, string?> pathOf)
    {
        foreach (var artifact in record.Outputs)
        {
            if (pathOf(artifact) is not { } path) return false;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            session.Client.Put(BlobPath(artifact), file, cancellation);
        }

        using var message = new MemoryStream(RecordMessage.Encode(record));
        session.Client.Put(RecordPath(key), message, cancellation);
        return true;
    }

    // Returns the default value (null or false) in trouble.
    private T? Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (RemoteCacheException trouble)
        {
            Report(trouble);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Detail(Codes.Progress, $"A local file was not available for the remote cache: {error.Message}");
        }

        return default;
    }

    private void Report(RemoteCacheException trouble)
    {
        var consequence = trouble.Kind switch
        {
            RemoteTrouble.Content => "read",
            RemoteTrouble.Upload => "written",
            _ => "used",
        };
        var text = $"The remote cache '{session.Settings.Url}' is not {consequence} in the rest of this build: {trouble.Message}. "
            + "The build continues without it.";
        if (session.Suffer(trouble.Kind)) log.Report(Diagnostic.Warning(Codes.RemoteCacheTrouble, text));
        else log.Detail(Codes.Progress, text);
    }
}
