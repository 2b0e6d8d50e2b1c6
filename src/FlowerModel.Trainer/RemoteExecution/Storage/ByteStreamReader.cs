using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution.Storage;

/// <summary>Downloads one blob in pieces. An interrupted download goes on with the next byte.</summary>
/// <param name="connection">The connection.</param>
internal sealed class ByteStreamReader(RemoteConnection connection)
{
    private readonly Messages.ByteStream.ByteStreamClient client = new(connection.Channel);

    /// <summary>Downloads a blob. Its hash is not checked.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="destination">Where the bytes are written.</param>
    /// <param name="cancellation">Cancels the download.</param>
    /// <exception cref="RemoteExecutionException">The blob does not exist, or has another size.</exception>
    /// <exception cref="IOException">The bytes cannot be written.</exception>
    public Task ReadAsync(BlobDigest digest, Stream destination, CancellationToken cancellation)
    {
        var retry = connection.Retry("ByteStream.Read");
        long offset = 0;
        return retry.RunAsync(
            async () =>
            {
                var request = new Messages.ReadRequest
                {
                    ResourceName = ResourceNames.ForReading(connection.Settings.InstanceName, digest), ReadOffset = offset,
                };
                using var call = client.Read(request, connection.Options(cancellation, digest.Size));
                while (await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
                {
                    var piece = call.ResponseStream.Current.Data;
                    offset += piece.Length;
                    if (offset > digest.Size) throw WrongSize(digest);
                    await destination.WriteAsync(piece.Memory, cancellation).ConfigureAwait(false);
                    if (piece.Length > 0) retry.Progressed();
                }

                return offset == digest.Size ? true : throw WrongSize(digest);
            },
            cancellation);
    }

    private static RemoteExecutionException WrongSize(BlobDigest digest) =>
        new($"The remote execution service sent more or fewer bytes than '{digest.ResourceName}' has. Remove this blob from the service, and build again.");
}
