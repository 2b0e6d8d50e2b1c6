namespace FlowerModel.Trainer.RemoteExecution.Content;

/// <summary>A file that a command finds on the worker.</summary>
/// <param name="Path">Its path, relative to the input root, with <c>/</c> between names.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsExecutable">True if the worker may execute it.</param>
internal sealed record InputFile(string Path, Blob Content, bool IsExecutable = false)
{
    /// <summary>Returns all files in a local folder and its subfolders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">Its path in the input root.</param>
    /// <param name="keepExecutableBits">
    /// True if files that are executable here are executable there. The bits are part of the digest and depend on how the files got onto this machine:
    /// NuGet sets them for all files on some systems. So they are set only where the command needs them.
    /// </param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IEnumerable<InputFile> OfFolder(string folder, string path, bool keepExecutableBits = false) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => new InputFile(
            $"{path}/{System.IO.Path.GetRelativePath(folder, file).Replace(System.IO.Path.DirectorySeparatorChar, '/')}",
            Blob.OfFile(file),
            keepExecutableBits && IsExecutableHere(file)));

    private static bool IsExecutableHere(string file) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);
}
