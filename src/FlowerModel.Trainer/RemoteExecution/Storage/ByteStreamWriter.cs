using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using Google.Protobuf;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution.Storage;

/// <summary>Uploads one blob in pieces. An interrupted upload goes on where the server has received it up to.</summary>
/// <param name="connection">The connection.</param>
internal sealed class ByteStreamWriter(RemoteConnection connection)
{
    private const string Method = "ByteStream.Write";
    private const int PieceSize = 512 << 10;

    private readonly Messages.ByteStream.ByteStreamClient client = new(connection.Channel);

    /// <summary>Uploads a blob.</summary>
    /// <exception cref="RemoteExecutionException">The server does not accept it.</exception>
    /// <exception cref="IOException">The file cannot be read, or has changed.</exception>
    public Task WriteAsync(Blob blob, CancellationToken cancellation)
    {
        var name = NewName(blob);
        var isFirst = true;
        return connection.Retry(Method).RunAsync(
            async () =>
            {
                var committed = isFirst ? 0 : await CommittedAsync(name, blob, cancellation).ConfigureAwait(false);
                isFirst = false;
                // Without a known position, the upload starts again, under another name: the server may still have a part of the first one.
                if (committed is null) name = NewName(blob);
                return committed == blob.Digest.Size || await SendAsync(blob, name, committed ?? 0, cancellation).ConfigureAwait(false);
            },
            cancellation);
    }

    private string NewName(Blob blob) => ResourceNames.ForWriting(connection.Settings.InstanceName, blob.Digest);

    /// <summary>Returns the number of bytes that the server has; null if it does not know.</summary>
    private async Task<long?> CommittedAsync(string name, Blob blob, CancellationToken cancellation)
    {
        try
        {
            var request = new Messages.QueryWriteStatusRequest { ResourceName = name };
            var status = await client.QueryWriteStatusAsync(request, connection.Options(cancellation)).ConfigureAwait(false);
            if (status.Complete) return blob.Digest.Size;
            return status.CommittedSize >= 0 && status.CommittedSize < blob.Digest.Size ? status.CommittedSize : null;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound or StatusCode.Unimplemented)
        {
            return null;
        }
    }

    private async Task<bool> SendAsync(Blob blob, string name, long offset, CancellationToken cancellation)
    {
        using var content = blob.Open();
        content.Position = offset;
        using var call = client.Write(connection.Options(cancellation, blob.Digest.Size));
        for (var isFinished = false; !isFinished;)
        {
            var piece = new byte[Math.Min(PieceSize, blob.Digest.Size - offset)];
            await content.ReadExactlyAsync(piece, cancellation).ConfigureAwait(false);
            isFinished = offset + piece.Length == blob.Digest.Size;
            var request = new Messages.WriteRequest
            {
                ResourceName = name, WriteOffset = offset, FinishWrite = isFinished, Data = UnsafeByteOperations.UnsafeWrap(piece),
            };
            if (!await TryWriteAsync(call, request, cancellation).ConfigureAwait(false)) break;
            offset += piece.Length;
        }

        var answer = await call.ResponseAsync.ConfigureAwait(false);
        return answer.CommittedSize == blob.Digest.Size
            ? true
            : throw new RemoteExecutionException($"The remote execution service did not store all bytes of '{blob}'. Check the log of the service.");
    }

    /// <summary>Sends a piece; false if the server has ended the call, for example because it has the blob already. The answer says why.</summary>
    private static async Task<bool> TryWriteAsync(
        AsyncClientStreamingCall<Messages.WriteRequest, Messages.WriteResponse> call, Messages.WriteRequest request, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.WriteAsync(request, cancellation).ConfigureAwait(false);
            if (request.FinishWrite) await call.RequestStream.CompleteAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            return false;
        }
    }
}
