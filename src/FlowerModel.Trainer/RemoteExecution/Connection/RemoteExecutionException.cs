using FlowerModel.Pipeline.Diagnostics;
using Grpc.Core;

namespace FlowerModel.Trainer.RemoteExecution.Connection;

/// <summary>Remote execution does not work: a setting is invalid, or the server fails, refuses requests or returns wrong content.</summary>
internal sealed class RemoteExecutionException : Exception, ICodedError
{
    /// <summary>Creates the exception.</summary>
    /// <param name="text">What is wrong and what to do. It must not contain the token.</param>
    /// <param name="status">What the server answered; OK if the trouble is something else.</param>
    public RemoteExecutionException(string text, StatusCode status = StatusCode.OK)
        : base(text) => Status = status;

    /// <summary>What the server answered; OK if the trouble is something else.</summary>
    public StatusCode Status { get; }

    /// <summary>Hashes of the blobs that the server lacks although the client has uploaded them.</summary>
    public IReadOnlySet<string> MissingBlobs { get; init; } = new HashSet<string>();

    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.RemoteExecutionTrouble, Message);
}
