using System.Text;
using FlowerModel.Testing;
using FlowerModel.Trainer.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>Commands for tests: scripts of the shell, whose outputs go into a temporary folder.</summary>
internal sealed class Shell : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Returns a command that runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="outputs">Paths of its outputs.</param>
    /// <param name="inputs">Its inputs.</param>
    public RemoteCommand Command(string script, string[] outputs, params InputFile[] inputs) =>
        new(["/bin/sh", "-c", script], inputs, outputs.ToDictionary(output => output, output => folder[output]))
        {
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        };

    /// <summary>Returns an input with text.</summary>
    public static InputFile Text(string path, string text, bool isExecutable = false) => new(path, Blob.OfBytes(Encoding.UTF8.GetBytes(text)), isExecutable);

    /// <summary>Returns an input with many bytes that depend on a number.</summary>
    public static InputFile Large(string path, int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return new(path, Blob.OfBytes(bytes));
    }

    /// <summary>Reads a downloaded output.</summary>
    public string Output(string path) => File.ReadAllText(folder[path]);

    /// <summary>All files in the folder of outputs, also those that should not be there.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories);

    /// <summary>Connects and runs one command.</summary>
    public static async Task<RemoteResult> RunAsync(RemoteExecutionSettings settings, RemoteCommand command, IProgress<RemoteStage>? progress = null)
    {
        using var executor = await RemoteExecutor.ConnectAsync(settings, CancellationToken.None);
        return await executor.RunAsync(command, progress, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
