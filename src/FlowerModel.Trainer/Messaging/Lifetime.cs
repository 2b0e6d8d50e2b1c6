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

    public Lifetime(bool endWithInput)
    {
        signals = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
        if (endWithInput) new Thread(WatchInput) { IsBackground = true, Name = "builder watch" }.Start();
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

    private void WatchInput()
    {
        try
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
            }
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
