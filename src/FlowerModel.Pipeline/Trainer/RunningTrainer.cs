using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>
/// A process of the trainer that waits for orders. Its standard input is also the cancel pipe: it is closed when the build's process cancels, ends or
/// crashes, and the trainer exits when it is closed, so no trainer outlives its build.
/// </summary>
internal sealed class RunningTrainer : IDisposable
{
    // Time for the trainer to exit after a cancellation before it is killed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly BlockingCollection<(bool IsError, string? Text)> lines = [];

    private RunningTrainer(TrainerLocation location, Process process)
    {
        (Location, this.process) = (location, process);
        process.OutputDataReceived += (_, line) => lines.Add((false, line.Data));
        process.ErrorDataReceived += (_, line) => lines.Add((true, line.Data));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where the trainer is.</summary>
    public TrainerLocation Location { get; }

    /// <summary>True if the process has exited, after its last output was read.</summary>
    public bool HasExited { get; private set; }

    /// <summary>Starts the process.</summary>
    /// <exception cref="PipelineException">It cannot be started.</exception>
    public static RunningTrainer Start(TrainerLocation trainer)
    {
        var start = new ProcessStartInfo(trainer.DotNetHost, $"exec {Quote(trainer.Assembly)} {TrainerOrder.Serve}")
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetDirectoryName(trainer.Assembly)!,
        };
        try
        {
            return new RunningTrainer(trainer, Process.Start(start) ?? throw new Win32Exception("no process"));
        }
        catch (Win32Exception exception)
        {
            throw new PipelineException(
                Codes.TrainerNotStarted,
                $"The trainer cannot be started with '{trainer.DotNetHost}': {exception.Message}. A .NET 10 SDK or runtime must be installed; "
                + "FlowerModelDotNetHost names another dotnet program.",
                trainer.Assembly,
                exception);
        }
    }

    /// <summary>Lets the trainer run a verb, and reads all of its output.</summary>
    /// <param name="order">The verb.</param>
    /// <param name="read">Called with each line, on the calling thread; true for standard error.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <returns>The exit code of the verb, or that of the process if it has exited.</returns>
    public int Run(TrainerOrder order, Action<bool, string> read, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(End);
        Send(order);
        int? exitCode = null;
        for (var streams = 2; streams > 0;)
        {
            var (isError, line) = lines.Take(CancellationToken.None);
            if (line is null)
            {
                HasExited = true;
                streams--;
            }
            else if (TrainerOrder.TryReadReply(line) is { } reply)
            {
                exitCode = reply;
                streams--;
            }
            else
            {
                read(isError, line);
            }
        }

        if (!HasExited) return exitCode!.Value;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        End();
        process.Dispose();
    }

    private void Send(TrainerOrder order)
    {
        try
        {
            process.StandardInput.WriteLine(order.ToLine());
            process.StandardInput.Flush();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process has exited or was canceled; the end of its output follows.
        }
    }

    private void End()
    {
        try
        {
            process.StandardInput.Close();
            if (!process.WaitForExit((int)Grace.TotalMilliseconds)) process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or Win32Exception)
        {
            // The process has already ended.
        }
    }

    // Double quotes cannot occur in paths on Windows and are escaped for Unix.
    private static string Quote(string argument) => "\"" + argument.Replace("\"", "\\\"") + "\"";
}
