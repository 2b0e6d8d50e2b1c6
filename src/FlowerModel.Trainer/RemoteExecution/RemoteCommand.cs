using FlowerModel.Trainer.RemoteExecution.Content;

namespace FlowerModel.Trainer.RemoteExecution;

/// <summary>A command that runs on a worker, in a folder that contains its inputs and nothing else.</summary>
/// <param name="Arguments">
/// The program and its arguments. The program is a path relative to the working directory or an absolute path on the worker; whether a name without a
/// path is looked up in <c>PATH</c> depends on the server.
/// </param>
/// <param name="Inputs">All files that the command reads.</param>
/// <param name="Outputs">
/// The files that it writes: their paths, relative to the working directory with <c>/</c> between names, and the full paths of the local files into
/// which they are downloaded.
/// </param>
internal sealed record RemoteCommand(
    IReadOnlyList<string> Arguments, IReadOnlyList<InputFile> Inputs, IReadOnlyDictionary<string, string> Outputs)
{
    /// <summary>Environment variables of the command.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder in which the command runs, relative to the input root; empty for the input root. It must contain an input.</summary>
    public string WorkingDirectory { get; init; } = "";
}
