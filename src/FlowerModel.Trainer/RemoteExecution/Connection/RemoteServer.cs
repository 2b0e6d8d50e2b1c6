namespace FlowerModel.Trainer.RemoteExecution.Connection;

/// <summary>What a server supports, from its answer to <c>GetCapabilities</c>.</summary>
/// <param name="BatchLimit">The largest total size of the blobs in one batch request, in bytes.</param>
/// <param name="HasOutputPaths">True from version 2.1 on: a command lists <c>output_paths</c>; before, <c>output_files</c>.</param>
/// <param name="HasActionPlatform">True from version 2.2 on: the platform properties are also in the action.</param>
/// <param name="CanExecute">True if the server executes actions whose digests are SHA-256; false if it only stores.</param>
internal sealed record RemoteServer(long BatchLimit, bool HasOutputPaths, bool HasActionPlatform, bool CanExecute)
{
    // The default limit of gRPC is 4 MiB for a message, which also contains digests.
    private const long MaxBatchLimit = (4 << 20) - (256 << 10);
    private const int ApiMajor = 2;

    /// <summary>Asks a server.</summary>
    /// <exception cref="RemoteExecutionException">It does not answer, or does not support SHA-256 or version 2 of the API.</exception>
    public static async Task<RemoteServer> ReadAsync(RemoteConnection connection, CancellationToken cancellation)
    {
        var client = new Messages.Capabilities.CapabilitiesClient(connection.Channel);
        var request = new Messages.GetCapabilitiesRequest { InstanceName = connection.Settings.InstanceName };
        return Of(await connection.CallAsync("GetCapabilities", options => client.GetCapabilitiesAsync(request, options), cancellation).ConfigureAwait(false));
    }

    /// <summary>Fails if the server does not execute actions.</summary>
    /// <exception cref="RemoteExecutionException">It does not.</exception>
    public void RequireExecution()
    {
        if (!CanExecute)
        {
            throw new RemoteExecutionException(
                "The server does not execute actions with SHA-256 digests. Use a server with execution enabled, and check the instance name.");
        }
    }

    private static RemoteServer Of(Messages.ServerCapabilities answer)
    {
        var cache = answer.CacheCapabilities ?? new Messages.CacheCapabilities();
        if (!cache.DigestFunctions.Contains(Messages.DigestFunction.Types.Value.Sha256))
        {
            throw new RemoteExecutionException(
                "The remote execution service does not support SHA-256, which FlowerModel uses. Enable SHA-256 on the server, and check the instance name.");
        }

        var low = answer.LowApiVersion ?? new Messages.ApiVersion { Major = ApiMajor };
        var high = answer.HighApiVersion ?? new Messages.ApiVersion { Major = ApiMajor };
        if (low.Major > ApiMajor || high.Major < ApiMajor)
        {
            throw new RemoteExecutionException(
                "The remote execution service does not support version 2 of the Remote Execution API. Use a server that does.");
        }

        var minor = high.Major > ApiMajor ? int.MaxValue : high.Minor;
        return new RemoteServer(
            cache.MaxBatchTotalSizeBytes is > 0 and < MaxBatchLimit ? cache.MaxBatchTotalSizeBytes : MaxBatchLimit,
            minor >= 1, minor >= 2, Executes(answer.ExecutionCapabilities));
    }

    private static bool Executes(Messages.ExecutionCapabilities? execution) =>
        execution is { ExecEnabled: true }
        && (execution.DigestFunction == Messages.DigestFunction.Types.Value.Sha256
            || execution.DigestFunctions.Contains(Messages.DigestFunction.Types.Value.Sha256));
}
