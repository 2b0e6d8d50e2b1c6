using FlowerModel.Trainer.RemoteExecution.Connection;

namespace FlowerModel.Trainer.RemoteExecution;

/// <summary>How a command ended on the worker.</summary>
/// <param name="ExitCode">Its exit code. If it is 0, all outputs are in their local files; otherwise none is.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="ErrorOutput">What it wrote to standard error.</param>
/// <param name="IsFromCache">True if the service knew the result and nothing ran.</param>
/// <param name="UploadedBytes">Number of bytes of inputs that the service did not have.</param>
internal sealed record RemoteResult(int ExitCode, string Output, string ErrorOutput, bool IsFromCache, long UploadedBytes)
{
    /// <summary>Fails if the command failed.</summary>
    /// <param name="what">What it was doing, as the beginning of a sentence such as <c>The extraction of shard 3</c>.</param>
    /// <exception cref="RemoteExecutionException">The exit code is not 0. The message has the first line of the command's errors.</exception>
    public void RequireSuccess(string what)
    {
        if (ExitCode == 0) return;
        // The first line names the error; a stack trace would follow.
        var reason = ErrorOutput.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "it wrote no error";
        throw new RemoteExecutionException(
            FormattableString.Invariant($"{what} ended on the worker with exit code {ExitCode}: {reason} ")
            + "Check that the worker has what the command needs: the program, memory, and a .NET 10 runtime.");
    }
}
