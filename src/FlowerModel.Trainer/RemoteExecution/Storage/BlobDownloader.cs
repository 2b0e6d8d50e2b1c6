using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution.Storage;

/// <summary>Downloads blobs. No byte is used before all of them have been checked against the digest.</summary>
/// <param name="connection">The connection.</param>
/// <param name="server">The limits of the server.</param>
internal sealed class BlobDownloader(RemoteConnection connection, RemoteServer server)
{
    private readonly Messages.ContentAddressableStorage.ContentAddressableStorageClient client = new(connection.Channel);
    private readonly ByteStreamReader reader = new(connection);

    /// <summary>Downloads blobs into files.</summary>
    /// <param name="files">The blobs, and the full paths of the files; existing files are replaced.</param>
    /// <param name="cancellation">Cancels the download.</param>
    /// <exception cref="RemoteExecutionException">A blob does not exist or has other bytes. Its file was not written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task SaveAsync(IReadOnlyList<(BlobDigest Digest, string File)> files, CancellationToken cancellation)
    {
        foreach (var batch in BlobBatches.Split(files, file => file.Digest, server.BatchLimit))
        {
            var contents = await ReadBatchAsync([.. batch.Select(file => file.Digest).Distinct()], cancellation).ConfigureAwait(false);
            foreach (var (digest, file) in batch) CheckedFile.Write(file, contents[digest]);
        }

        foreach (var (digest, file) in files.Where(file => !BlobBatches.Fits(file.Digest, server.BatchLimit)))
            await CheckedFile.WriteAsync(file, digest, stream => reader.ReadAsync(digest, stream, cancellation)).ConfigureAwait(false);
    }

    /// <summary>Downloads a blob into memory.</summary>
    /// <exception cref="RemoteExecutionException">The blob does not exist or has other bytes.</exception>
    public async Task<byte[]> ReadAsync(BlobDigest digest, CancellationToken cancellation)
    {
        if (BlobBatches.Fits(digest, server.BatchLimit)) return (await ReadBatchAsync([digest], cancellation).ConfigureAwait(false))[digest];
        using var stream = new MemoryStream();
        await reader.ReadAsync(digest, stream, cancellation).ConfigureAwait(false);
        var bytes = stream.ToArray();
        CheckedFile.Check(bytes, digest);
        return bytes;
    }

    private async Task<Dictionary<BlobDigest, byte[]>> ReadBatchAsync(IReadOnlyList<BlobDigest> digests, CancellationToken cancellation)
    {
        const string method = "BatchReadBlobs";
        var contents = new Dictionary<BlobDigest, byte[]>();
        await connection.Retry(method).RunAsync(
            async () =>
            {
                var request = new Messages.BatchReadBlobsRequest { InstanceName = connection.Settings.InstanceName };
                request.Digests.AddRange(digests.Except(contents.Keys).Select(digest => digest.ToMessage()));
                var answer = await client.BatchReadBlobsAsync(request, connection.Options(cancellation, server.BatchLimit)).ConfigureAwait(false);
                foreach (var response in answer.Responses.Where(response => (response.Status?.Code ?? 0) == 0))
                {
                    var digest = BlobDigest.Of(response.Digest);
                    var bytes = response.Data.ToByteArray();
                    CheckedFile.Check(bytes, digest);
                    contents[digest] = bytes;
                }

                if (answer.Responses.FirstOrDefault(response => (response.Status?.Code ?? 0) != 0) is { } failed) throw RpcTrouble.ToException(failed.Status);
                return true;
            },
            cancellation).ConfigureAwait(false);
        return digests.All(contents.ContainsKey)
            ? contents
            : throw new RemoteExecutionException(
                $"The remote execution service left out a blob in its answer to {method}. Update or replace the server.", StatusCode.NotFound);
    }
}
