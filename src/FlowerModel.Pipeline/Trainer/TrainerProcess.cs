using System.Globalization;
using System.Text;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Trainer;

/// <summary>
/// Runs the trainer in a separate process, which is started by the first verb and serves all later ones, because starting a program and compiling its
/// code takes longer than many of a build's stages. It ends when this object is disposed.
/// </summary>
public sealed class TrainerProcess : IDisposable
{
    private readonly object gate = new();
    private RunningTrainer? running;

    /// <summary>Runs one verb to completion in a process of its own. Parameters and exceptions are those of <see cref="Run"/>.</summary>
    public static void RunOnce(
        TrainerLocation trainer, string verb, string requestFile, string logFile, Action<TrainerMessage> receive, CancellationToken cancellation)
    {
        using var process = new TrainerProcess();
        process.Run(trainer, verb, requestFile, logFile, receive, cancellation);
    }

    /// <summary>Runs one verb to completion. While another thread runs one, a process of its own is used.</summary>
    /// <param name="trainer">The location of the trainer.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="requestFile">Full path of the request.</param>
    /// <param name="logFile">Receives all output of the trainer that is not a message.</param>
    /// <param name="receive">Called with each message, on the calling thread.</param>
    /// <param name="cancellation">Cancels the verb and ends the process.</param>
    /// <exception cref="PipelineException">The trainer reported an error, cannot be started, crashed or was killed.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled; the process has exited.</exception>
    public void Run(
        TrainerLocation trainer, string verb, string requestFile, string logFile, Action<TrainerMessage> receive, CancellationToken cancellation)
    {
        if (!Monitor.TryEnter(gate))
        {
            RunOnce(trainer, verb, requestFile, logFile, receive, cancellation);
            return;
        }

        try
        {
            RunAlone(trainer, new TrainerOrder(verb, requestFile), logFile, receive, cancellation);
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) End();
    }

    private void RunAlone(TrainerLocation trainer, TrainerOrder order, string logFile, Action<TrainerMessage> receive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (running is not null && running.Location != trainer) End();
        running ??= RunningTrainer.Start(trainer);
        var log = new StringBuilder();
        Diagnostic? error = null;
        var exitCode = running.Run(order, Read, cancellation);
        if (running.HasExited) End();
        var written = log.ToString();
        if (written.Trim().Length > 0) File.WriteAllText(logFile, written);
        cancellation.ThrowIfCancellationRequested();
        if (error is not null) throw new PipelineException(error);
        if (exitCode != 0) throw Crashed(order.Verb, exitCode, written, logFile);

        void Read(bool isError, string line)
        {
            if (isError || TrainerMessage.TryParse(line) is not { } message) log.AppendLine(line);
            else if (message.Severity == Severity.Error) error ??= message.ToDiagnostic();
            else receive(message);
        }
    }

    private void End()
    {
        running?.Dispose();
        running = null;
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
}
