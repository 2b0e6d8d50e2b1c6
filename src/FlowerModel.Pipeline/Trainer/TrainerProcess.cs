using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>
/// Runs the trainer in a separate process. The trainer's standard input is the cancel pipe: it is closed when the build's process cancels, ends
/// or crashes, and the trainer exits when it is closed, so no trainer outlives its build.
/// </summary>
public static class TrainerProcess
{
    // Time for the trainer to exit after a cancellation before it is killed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs one verb to completion.</summary>
    /// <param name="trainer">The location of the trainer.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="requestFile">Full path of the request.</param>
    /// <param name="logFile">Receives all output of the trainer that is not a message.</param>
    /// <param name="receive">Called with each message, on the calling thread.</param>
    /// <param name="cancellation">Cancels the trainer.</param>
    /// <exception cref="PipelineException">The trainer reported an error, cannot be started, crashed or was killed.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled; the trainer has exited.</exception>
    public static void Run(
        TrainerLocation trainer, string verb, string requestFile, string logFile, Action<TrainerMessage> receive, CancellationToken cancellation)
    {
        using var process = Start(trainer, verb, requestFile);
        using var lines = new BlockingCollection<string?>();
        var log = new StringBuilder();
        process.OutputDataReceived += (_, line) => lines.Add(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        Diagnostic? error = null;
        using (cancellation.Register(() => EndGently(process)))
        {
            // The last item is null: the end of the pipe.
            while (lines.Take(CancellationToken.None) is { } line)
            {
                if (TrainerMessage.TryParse(line) is not { } message)
                {
                    lock (log) log.AppendLine(line);
                }
                else if (message.Severity == Severity.Error)
                {
                    error ??= Diagnostic.Error(message.Code, message.Text, message.File);
                }
                else
                {
                    receive(message);
                }
            }

            process.WaitForExit();
        }

        var written = log.ToString();
        if (written.Trim().Length > 0) File.WriteAllText(logFile, written);
        cancellation.ThrowIfCancellationRequested();
        if (error is not null) throw new PipelineException(error.Code, error.Text, error.File);
        if (process.ExitCode != 0) throw Crashed(verb, process.ExitCode, written, logFile);
    }

    private static Process Start(TrainerLocation trainer, string verb, string requestFile)
    {
        var start = new ProcessStartInfo(trainer.DotNetHost, $"exec {Quote(trainer.Assembly)} {verb} {Quote(requestFile)} --end-with-input")
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetDirectoryName(requestFile)!,
        };
        try
        {
            return Process.Start(start) ?? throw new Win32Exception("no process");
        }
        catch (Win32Exception exception)
        {
            throw new PipelineException(
                Codes.TrainerNotStarted,
                $"The trainer cannot be started with '{trainer.DotNetHost}': {exception.Message}. A .NET 10 SDK or runtime must be installed.",
                trainer.Assembly,
                exception);
        }
    }

    private static void EndGently(Process process)
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

    private static PipelineException Crashed(string verb, int exitCode, string written, string logFile)
    {
        // On Unix a process killed by signal N exits with 128 + N; 137 usually means that the kernel ran out of memory.
        var cause = exitCode switch
        {
            137 => "it was killed (exit code 137), usually because memory ran out",
            143 => "it was terminated (exit code 143)",
            _ => string.Format(CultureInfo.InvariantCulture, "it crashed (exit code {0})", exitCode),
        };
        var details = written.Trim().Length > 0 ? $" Its output is in '{logFile}'." : "";
        return new PipelineException(
            Codes.TrainerCrashed,
            $"The trainer did not finish stage '{verb}': {cause}. The stage's output was discarded; build again to repeat it.{details}",
            written.Trim().Length > 0 ? logFile : null);
    }

    // Double quotes cannot occur in paths on Windows and are escaped for Unix.
    private static string Quote(string argument) => "\"" + argument.Replace("\"", "\\\"") + "\"";
}
