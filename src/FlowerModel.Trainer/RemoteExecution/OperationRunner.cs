using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution;

/// <summary>
/// Executes one action and waits for its end. A broken connection does not end the execution: the client waits for the same operation again.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="progress">Receives the stages of the execution.</param>
internal sealed class OperationRunner(RemoteConnection connection, IProgress<RemoteStage>? progress)
{
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(2);

    private readonly Messages.Execution.ExecutionClient client = new(connection.Channel);
    private readonly Retry retry = connection.Retry("Execute");

    // Name of the operation, as soon as the server has sent it.
    private string operation = "";

    /// <summary>Executes an action whose inputs have been uploaded.</summary>
    /// <param name="action">Digest of the action.</param>
    /// <param name="skipCache">True if a result that the server has must not be used.</param>
    /// <param name="cancellation">Cancels the execution, also on the server.</param>
    /// <exception cref="RemoteExecutionException">It was not executed.</exception>
    public async Task<Messages.ExecuteResponse> RunAsync(BlobDigest action, bool skipCache, CancellationToken cancellation)
    {
        var request = new Messages.ExecuteRequest
        {
            InstanceName = connection.Settings.InstanceName, ActionDigest = action.ToMessage(), SkipCacheLookup = skipCache,
            InlineStdout = true, InlineStderr = true,
        };
        var options = connection.OptionsUntil(DateTime.UtcNow + connection.Settings.Timeout + GracePeriod, cancellation);
        try
        {
            while (true)
            {
                if (await TryFollowAsync(request, options).ConfigureAwait(false) is { } response) return response;
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException && cancellation.IsCancellationRequested)
        {
            await CancelAsync().ConfigureAwait(false);
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>Starts the operation, or waits for it again if it has started; null if it must be tried again, after a pause.</summary>
    private async Task<Messages.ExecuteResponse?> TryFollowAsync(Messages.ExecuteRequest request, CallOptions options)
    {
        try
        {
            using var call = operation.Length == 0
                ? client.Execute(request, options)
                : client.WaitExecution(new Messages.WaitExecutionRequest { Name = operation }, options);
            while (await call.ResponseStream.MoveNext(options.CancellationToken).ConfigureAwait(false))
            {
                var state = call.ResponseStream.Current;
                if (state.Name.Length > 0) operation = state.Name;
                Report(state);
                if (!state.Done) continue;
                operation = "";
                return ResponseOf(state);
            }

            throw new RpcException(new Status(StatusCode.Unavailable, "the stream ended before the operation"));
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound && operation.Length > 0)
        {
            // The server was restarted and has forgotten the operation: execute again.
            operation = "";
            await retry.PauseAsync(new RpcException(new Status(StatusCode.Unavailable, error.Status.Detail)), options.CancellationToken).ConfigureAwait(false);
        }
        catch (RpcException error)
        {
            await retry.PauseAsync(error, options.CancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private void Report(Messages.Operation state)
    {
        if (state.Metadata is not { } any || !any.TryUnpack(out Messages.ExecuteOperationMetadata metadata)) return;
        RemoteStage? stage = metadata.Stage switch
        {
            Messages.ExecutionStage.Types.Value.CacheCheck => RemoteStage.CacheCheck,
            Messages.ExecutionStage.Types.Value.Queued => RemoteStage.Queued,
            Messages.ExecutionStage.Types.Value.Executing => RemoteStage.Executing,
            _ => null,
        };
        if (stage is not { } known) return;
        progress?.Report(known);
        if (known == RemoteStage.Executing) retry.Progressed();
    }

    /// <summary>Returns the response of a finished operation.</summary>
    /// <exception cref="RpcException">The operation ended with an error.</exception>
    private static Messages.ExecuteResponse ResponseOf(Messages.Operation state)
    {
        if (state.Error is { Code: not 0 } error) throw RpcTrouble.ToException(error);
        if (state.Response is not { } any || !any.TryUnpack(out Messages.ExecuteResponse response))
            throw new RemoteExecutionException("The remote execution service ended the operation without a result. Update or replace the server.");
        return response.Status is { Code: not 0 } status ? throw RpcTrouble.ToException(status) : response;
    }

    /// <summary>Informs the server that nobody waits any more. Servers need not support it, and the build ends in any case.</summary>
    private async Task CancelAsync()
    {
        if (operation.Length == 0) return;
        try
        {
            var operations = new Messages.Operations.OperationsClient(connection.Channel);
            var options = connection.OptionsUntil(DateTime.UtcNow + CancelTimeout, CancellationToken.None);
            await operations.CancelOperationAsync(new Messages.CancelOperationRequest { Name = operation }, options).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // The server stops by itself when it notices that the stream is closed, or finishes for the cache.
        }
    }
}
