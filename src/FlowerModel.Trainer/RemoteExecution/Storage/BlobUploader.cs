using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using Google.Protobuf;

namespace FlowerModel.Trainer.RemoteExecution.Storage;

/// <summary>Uploads what the server does not have.</summary>
/// <param name="connection">The connection.</param>
/// <param name="server">The limits of the server.</param>
internal sealed class BlobUploader(RemoteConnection connection, RemoteServer server)
{
    // A request with more digests could exceed the 4 MiB of a message.
    private const int DigestsPerRequest = 20_000;

    private readonly Messages.ContentAddressableStorage.ContentAddressableStorageClient client = new(connection.Channel);
    private readonly ByteStreamWriter writer = new(connection);

    /// <summary>Uploads those of the blobs that the server does not have.</summary>
    /// <param name="blobs">The blobs.</param>
    /// <param name="cancellation">Cancels the upload.</param>
    /// <returns>What was uploaded.</returns>
    /// <exception cref="RemoteExecutionException">The server does not accept a blob.</exception>
    /// <exception cref="IOException">A file cannot be read, or has changed.</exception>
    public async Task<IReadOnlyList<Blob>> UploadAsync(IEnumerable<Blob> blobs, CancellationToken cancellation)
    {
        var missing = await FindMissingAsync([.. blobs.DistinctBy(blob => blob.Digest)], cancellation).ConfigureAwait(false);
        await SendAsync(missing, cancellation).ConfigureAwait(false);
        return missing;
    }

    /// <summary>Uploads blobs without asking whether the server has them.</summary>
    /// <param name="blobs">The blobs, each once.</param>
    /// <param name="cancellation">Cancels the upload.</param>
    /// <exception cref="RemoteExecutionException">The server does not accept a blob.</exception>
    /// <exception cref="IOException">A file cannot be read, or has changed.</exception>
    public async Task SendAsync(IReadOnlyList<Blob> blobs, CancellationToken cancellation)
    {
        foreach (var batch in BlobBatches.Split(blobs, blob => blob.Digest, server.BatchLimit))
            await SendBatchAsync([.. batch], cancellation).ConfigureAwait(false);
        foreach (var blob in blobs.Where(blob => !BlobBatches.Fits(blob.Digest, server.BatchLimit)))
            await writer.WriteAsync(blob, cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Blob>> FindMissingAsync(IReadOnlyList<Blob> blobs, CancellationToken cancellation)
    {
        var missing = new HashSet<BlobDigest>();
        foreach (var part in blobs.Chunk(DigestsPerRequest))
        {
            var request = new Messages.FindMissingBlobsRequest { InstanceName = connection.Settings.InstanceName };
            request.BlobDigests.AddRange(part.Select(blob => blob.Digest.ToMessage()));
            var answer = await connection.CallAsync("FindMissingBlobs", options => client.FindMissingBlobsAsync(request, options), cancellation)
                .ConfigureAwait(false);
            missing.UnionWith(answer.MissingBlobDigests.Select(BlobDigest.Of));
        }

        return [.. blobs.Where(blob => missing.Contains(blob.Digest))];
    }

    private Task<bool> SendBatchAsync(List<Blob> blobs, CancellationToken cancellation) => connection.Retry("BatchUpdateBlobs").RunAsync(
        async () =>
        {
            var request = new Messages.BatchUpdateBlobsRequest { InstanceName = connection.Settings.InstanceName };
            foreach (var blob in blobs)
            {
                request.Requests.Add(new Messages.BatchUpdateBlobsRequest.Types.Request
                {
                    Digest = blob.Digest.ToMessage(), Data = await BytesAsync(blob, cancellation).ConfigureAwait(false),
                });
            }

            var answer = await client.BatchUpdateBlobsAsync(request, connection.Options(cancellation, server.BatchLimit)).ConfigureAwait(false);
            var stored = answer.Responses.Where(response => (response.Status?.Code ?? 0) == 0).Select(response => BlobDigest.Of(response.Digest)).ToHashSet();
            blobs.RemoveAll(blob => stored.Contains(blob.Digest));
            if (blobs.Count == 0) return true;
            throw answer.Responses.FirstOrDefault(response => (response.Status?.Code ?? 0) != 0) is { } refused
                ? RpcTrouble.ToException(refused.Status)
                : new RemoteExecutionException($"The remote execution service did not store '{blobs[0]}'. Check the log of the service.");
        },
        cancellation);

    private static async Task<ByteString> BytesAsync(Blob blob, CancellationToken cancellation)
    {
        var bytes = new byte[blob.Digest.Size];
        using var content = blob.Open();
        await content.ReadExactlyAsync(bytes, cancellation).ConfigureAwait(false);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
