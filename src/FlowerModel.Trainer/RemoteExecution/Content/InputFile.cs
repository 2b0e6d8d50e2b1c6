namespace FlowerModel.Trainer.RemoteExecution.Content;

/// <summary>A file that a command finds on the worker.</summary>
/// <param name="Path">Its path, relative to the input root, with <c>/</c> between names.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsExecutable">
/// True if the command executes the file itself. This is part of the digest, so it must not be taken from the local file: NuGet makes all files executable on
/// some systems.
/// </param>
internal sealed record InputFile(string Path, Blob Content, bool IsExecutable = false);
