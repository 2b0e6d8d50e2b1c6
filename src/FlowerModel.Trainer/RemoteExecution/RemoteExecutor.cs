using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using FlowerModel.Trainer.RemoteExecution.Storage;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution;

/// <summary>
/// Runs commands on a service that implements the Remote Execution API, version 2 (<c>build.bazel.remote.execution.v2</c>). Commands can run at the same
/// time; they share the connection. See docs/scale.md.
/// </summary>
internal sealed class RemoteExecutor : IDisposable
{
    private readonly RemoteConnection connection;
    private readonly RemoteServer server;
    private readonly BlobUploader uploader;
    private readonly RemoteOutputs outputs;

    private RemoteExecutor(RemoteConnection connection, RemoteServer server)
    {
        (this.connection, this.server) = (connection, server);
        uploader = new BlobUploader(connection, server);
        outputs = new RemoteOutputs(new BlobDownloader(connection, server));
    }

    /// <summary>Connects to a service and checks that it can execute commands.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellation">Cancels the attempt.</param>
    /// <exception cref="RemoteExecutionException">The service does not answer, or cannot execute commands.</exception>
    public static async Task<RemoteExecutor> ConnectAsync(RemoteExecutionSettings settings, CancellationToken cancellation)
    {
        var connection = new RemoteConnection(settings);
        try
        {
            var server = await RemoteServer.ReadAsync(connection, cancellation).ConfigureAwait(false);
            server.RequireExecution();
            return new RemoteExecutor(connection, server);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command and downloads its outputs. If the service has the result already, nothing is uploaded and nothing runs.</summary>
    /// <param name="command">The command.</param>
    /// <param name="progress">Receives the stages; null if nobody is interested.</param>
    /// <param name="cancellation">Cancels the command, also on the service.</param>
    /// <returns>How the command ended; its exit code need not be 0.</returns>
    /// <exception cref="RemoteExecutionException">The service did not execute the command, or did not return its outputs.</exception>
    /// <exception cref="IOException">A local file cannot be read or written.</exception>
    /// <exception cref="ArgumentException">A path in the command is invalid, or is used twice.</exception>
    public async Task<RemoteResult> RunAsync(RemoteCommand command, IProgress<RemoteStage>? progress, CancellationToken cancellation)
    {
        var action = RemoteAction.Create(command, connection.Settings, server);
        progress?.Report(RemoteStage.CacheCheck);
        var known = await FindResultAsync(action.Action.Digest, cancellation).ConfigureAwait(false);
        if (known is { ExitCode: 0 } && await TryFetchAsync(command, known, cancellation).ConfigureAwait(false) is { } kept) return kept;

        // A result that cannot be used must not be found again.
        var (response, uploaded) = await ExecuteAsync(action, skipCache: known is not null, progress, cancellation).ConfigureAwait(false);
        progress?.Report(RemoteStage.Download);
        var result = response.Result
            ?? throw new RemoteExecutionException("The remote execution service ended the operation without a result. Update or replace the server.");
        var fetched = await outputs.FetchAsync(command, result, cancellation).ConfigureAwait(false);
        return fetched with { IsFromCache = response.CachedResult, UploadedBytes = uploaded };
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private async Task<Messages.ActionResult?> FindResultAsync(BlobDigest action, CancellationToken cancellation)
    {
        var client = new Messages.ActionCache.ActionCacheClient(connection.Channel);
        var request = new Messages.GetActionResultRequest
        {
            InstanceName = connection.Settings.InstanceName, ActionDigest = action.ToMessage(), InlineStdout = true, InlineStderr = true,
        };
        try
        {
            return await connection.CallAsync("GetActionResult", options => client.GetActionResultAsync(request, options), cancellation).ConfigureAwait(false);
        }
        catch (RemoteExecutionException error) when (error.Status is StatusCode.NotFound or StatusCode.Unimplemented)
        {
            return null;
        }
    }

    private async Task<RemoteResult?> TryFetchAsync(RemoteCommand command, Messages.ActionResult known, CancellationToken cancellation)
    {
        try
        {
            return await outputs.FetchAsync(command, known, cancellation).ConfigureAwait(false) with { IsFromCache = true };
        }
        catch (RemoteExecutionException error) when (error.Status == StatusCode.NotFound)
        {
            // The result outlived its files.
            return null;
        }
    }

    private async Task<(Messages.ExecuteResponse Response, long UploadedBytes)> ExecuteAsync(
        RemoteAction action, bool skipCache, IProgress<RemoteStage>? progress, CancellationToken cancellation)
    {
        progress?.Report(RemoteStage.Upload);
        var sent = await uploader.UploadAsync(action.Blobs, cancellation).ConfigureAwait(false);
        try
        {
            return (await RunOperationAsync(action, skipCache, progress, cancellation).ConfigureAwait(false), Size(sent));
        }
        catch (RemoteExecutionException error) when (error.MissingBlobs.Count > 0)
        {
            // Blobs disappeared after they were found or uploaded. Those that the server names are sent even if it says that it has them.
            progress?.Report(RemoteStage.Upload);
            Blob[] again = [.. action.Blobs.Where(blob => error.MissingBlobs.Contains(blob.Digest.Hash)).DistinctBy(blob => blob.Digest)];
            await uploader.SendAsync(again, cancellation).ConfigureAwait(false);
            var more = await uploader.UploadAsync(action.Blobs, cancellation).ConfigureAwait(false);
            var response = await RunOperationAsync(action, skipCache, progress, cancellation).ConfigureAwait(false);
            return (response, Size(sent) + Size(again) + Size(more));
        }
    }

    private Task<Messages.ExecuteResponse> RunOperationAsync(
        RemoteAction action, bool skipCache, IProgress<RemoteStage>? progress, CancellationToken cancellation) =>
        new OperationRunner(connection, progress).RunAsync(action.Action.Digest, skipCache, cancellation);

    private static long Size(IEnumerable<Blob> blobs) => blobs.Sum(blob => blob.Digest.Size);
}
