using System.Security.Cryptography;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution.Connection;

/// <summary>Repeats a call that failed for a passing reason, a limited number of times, with growing pauses.</summary>
/// <param name="settings">The settings, for messages.</param>
/// <param name="method">The name of the method, for messages.</param>
internal sealed class Retry(RemoteExecutionSettings settings, string method)
{
    private const int MaxFailures = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private int failures;

    /// <summary>Makes a call until it succeeds.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Ends the pauses.</param>
    /// <exception cref="RemoteExecutionException">The call failed for another reason, or too often.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (RpcException error)
            {
                await PauseAsync(error, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until the call may be repeated.</summary>
    /// <exception cref="RemoteExecutionException">The error is permanent, or there were too many.</exception>
    public async Task PauseAsync(RpcException error, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!RpcTrouble.IsTransient(error.StatusCode) || ++failures >= MaxFailures) throw RpcTrouble.Explain(error, method, settings);

        // Many clients of one server must not come back at the same moment.
        var pause = FirstPause * Math.Pow(2, failures - 1) * (1 + (RandomNumberGenerator.GetInt32(50) / 100.0));
        if (RpcTrouble.RetryDelay(error) is { } asked && asked > pause) pause = asked;
        await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets earlier failures, because the work has gone on since then.</summary>
    public void Progressed() => failures = 0;
}
