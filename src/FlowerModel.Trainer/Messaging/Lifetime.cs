using System.Runtime.InteropServices;

namespace FlowerModel.Trainer.Messaging;

/// <summary>
/// Ends the program together with the build that started it: Ctrl-C and termination cancel the work, and so does the end of standard input
/// if it is watched, since a pipe closes however its other end exits. Work that does not stop by itself is aborted after a few seconds.
/// </summary>
internal sealed class Lifetime : IDisposable
{
    /// <summary>Exit code of a canceled verb.</summary>
    public const int CanceledExitCode = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] signals;

    /// <summary>Watches signals and, if lines are received, standard input.</summary>
    /// <param name="receive">Called on another thread with each line of standard input; null to leave standard input alone.</param>
    public Lifetime(Action<string>? receive = null)
    {
        signals = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
        if (receive is not null) new Thread(() => WatchInput(receive)) { IsBackground = true, Name = "builder watch" }.Start();
    }

    /// <summary>Canceled when the trainer should exit.</summary>
    public CancellationToken Ended => source.Token;

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        End();
    });

    private void WatchInput(Action<string> receive)
    {
        try
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            while (input.ReadLine() is { } line) receive(line);
        }
        catch (IOException)
        {
            // A broken pipe is treated like a closed one.
        }

        End();
    }

    private void End()
    {
        source.Cancel();
        new Thread(ExitAfterPatience) { IsBackground = true, Name = "last resort" }.Start();
    }

    // Native code does not check the token, so a long native step is aborted.
    private static void ExitAfterPatience()
    {
        Thread.Sleep(Patience);
        Environment.Exit(CanceledExitCode);
    }
}
