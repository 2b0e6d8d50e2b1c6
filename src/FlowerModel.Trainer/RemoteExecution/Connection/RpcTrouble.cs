using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution.Connection;

/// <summary>What an error of a call means: whether to try again, and what to tell the user.</summary>
internal static class RpcTrouble
{
    private const string DetailsTrailer = "grpc-status-details-bin";
    private const string MissingType = "MISSING";

    /// <summary>True if the same call can succeed a moment later.</summary>
    public static bool IsTransient(StatusCode status) =>
        status is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.Internal;

    /// <summary>Returns the error that a status within a message stands for, as if the call had failed with it.</summary>
    public static RpcException ToException(Messages.Status status) =>
        new(new Status((StatusCode)status.Code, status.Message), new Metadata { { DetailsTrailer, status.ToByteArray() } });

    /// <summary>The time that the server wants the client to wait before it tries again; null if it does not say.</summary>
    public static TimeSpan? RetryDelay(RpcException error) => Detail<Messages.RetryInfo>(error)?.RetryDelay?.ToTimeSpan();

    /// <summary>Returns the error for the user. It does not contain the original error, whose text can contain the token if the server sent it back.</summary>
    /// <param name="error">The error of the call.</param>
    /// <param name="method">The method that was called.</param>
    /// <param name="settings">The settings.</param>
    public static RemoteExecutionException Explain(RpcException error, string method, RemoteExecutionSettings settings)
    {
        var detail = error.Status.Detail.Length > 0 ? $": {settings.Redact(error.Status.Detail.ReplaceLineEndings(" ").TrimEnd('.', ' '))}" : "";
        return new RemoteExecutionException(
            $"The remote execution service at {settings.Address.Authority} answered {method} with {error.StatusCode}{detail}. {Advice(error.StatusCode)}",
            error.StatusCode)
        {
            MissingBlobs = MissingBlobs(error),
        };
    }

    private static string Advice(StatusCode status) => status switch
    {
        StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
            $"Check the environment variable {RemoteExecutionSettings.TokenVariable} and the instance name.",
        StatusCode.Unavailable => "Check the URL, the network and whether the service is running.",
        StatusCode.Unimplemented => "Use a server that implements version 2 of the Remote Execution API with execution.",
        StatusCode.DeadlineExceeded => "Check the network and the load of the service, raise the timeout of remote execution, or use smaller shards.",
        StatusCode.NotFound => "Check the instance name; if it is correct, the server may have removed blobs that are still in use.",
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition =>
            "Check the instance name and the platform properties, and build again; inputs may have changed while they were uploaded.",
        _ => "Build again; if it happens again, check the log of the service.",
    };

    // The subject of a violation is blobs/HASH/SIZE, or INSTANCE/blobs/HASH/SIZE.
    private static HashSet<string> MissingBlobs(RpcException error) => error.StatusCode != StatusCode.FailedPrecondition
        ? []
        : (Detail<Messages.PreconditionFailure>(error)?.Violations ?? [])
            .Where(violation => violation.Type == MissingType)
            .Select(violation => violation.Subject.Split('/'))
            .Where(parts => parts.Length >= 3 && parts[^3] == "blobs")
            .Select(parts => parts[^2])
            .ToHashSet(StringComparer.Ordinal);

    private static T? Detail<T>(RpcException error)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return error.Trailers.GetValueBytes(DetailsTrailer) is { } bytes
                && Messages.Status.Parser.ParseFrom(bytes).Details.FirstOrDefault(detail => detail.Is(new T().Descriptor)) is { } found
                ? found.Unpack<T>()
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
