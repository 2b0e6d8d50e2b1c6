using System.Runtime.ExceptionServices;

namespace FlowerModel.Training.Threading;

/// <summary>
/// Threads that live as long as the training and take work together with the calling thread. Between two pieces of work a thread
/// looks for the next one for a moment before it sleeps, because waking it costs a hundred times more than handing work to one that is awake.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private const int Looks = 2000;
    private readonly object gate = new();
    private readonly Thread[] workers;
    private Action<int>? work;
    private Exception? failure;
    private int round;
    private int running;
    private int sleepers;
    private bool ended;

    /// <param name="threads">Number of threads, the calling one among them.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        workers = new Thread[threads - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var number = i + 1;
            workers[i] = new Thread(() => Live(number)) { IsBackground = true, Name = $"training {number}" };
            workers[i].Start();
        }
    }

    /// <summary>Number of threads, the calling one among them.</summary>
    public int Threads { get; }

    /// <summary>Lets every thread do a piece of work, and returns when all are done.</summary>
    /// <param name="piece">The work; it receives the number of the thread, 0 for the calling one.</param>
    /// <remarks>The first exception of a thread is thrown here, as it is.</remarks>
    public void Run(Action<int> piece)
    {
        if (workers.Length == 0)
        {
            piece(0);
            return;
        }

        (work, failure) = (piece, null);
        Volatile.Write(ref running, workers.Length);
        StartRound();
        Do(0);
        for (var look = new SpinWait(); Volatile.Read(ref running) > 0;)
        {
            if (look.Count < Looks) look.SpinOnce(sleep1Threshold: -1);
            else SleepUntilDone();
        }

        if (failure is { } exception) ExceptionDispatchInfo.Throw(exception);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        Volatile.Write(ref ended, true);
        StartRound();
        foreach (var worker in workers) worker.Join();
    }

    private void Live(int number)
    {
        for (var seen = 0; ; seen++)
        {
            for (var look = new SpinWait(); Volatile.Read(ref round) == seen;)
            {
                if (look.Count < Looks) look.SpinOnce(sleep1Threshold: -1);
                else SleepUntilRoundAfter(seen);
            }

            if (Volatile.Read(ref ended)) return;
            Do(number);
            if (Interlocked.Decrement(ref running) == 0) Wake();
        }
    }

    private void Do(int number)
    {
        try
        {
            work!(number);
        }
#pragma warning disable CA1031 // It is thrown on the calling thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, exception, null);
        }
    }

    private void StartRound()
    {
        Interlocked.Increment(ref round);
        Wake();
    }

    // Whoever changes a state does so with a full fence before it looks for sleepers, and a sleeper counts itself before it looks at the
    // state: one of the two sees the other.
    private void Wake()
    {
        if (Volatile.Read(ref sleepers) == 0) return;
        lock (gate) Monitor.PulseAll(gate);
    }

    private void SleepUntilRoundAfter(int seen)
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref round) == seen) Monitor.Wait(gate);
            Interlocked.Decrement(ref sleepers);
        }
    }

    private void SleepUntilDone()
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref running) > 0) Monitor.Wait(gate);
            Interlocked.Decrement(ref sleepers);
        }
    }
}
