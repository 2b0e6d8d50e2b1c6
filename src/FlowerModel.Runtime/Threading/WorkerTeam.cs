using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace FlowerModel.Runtime.Threading;

/// <summary>
/// Threads that share work with the calling thread. Each takes the next part that nobody has taken, so a thread that is late costs nothing but its help.
/// Between two pieces of work a thread looks for the next one for a moment before it sleeps, because waking it costs a hundred times more than handing
/// work to one that is awake. A thread that has had nothing to do for some seconds ends, and is started again when it is needed.
/// </summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
internal sealed class WorkerTeam
{
    private const int Looks = 400;
    private const int Yields = 2000;
    private const int LookIterations = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly object gate = new();
    private Action<int>? work;
    private Exception? failure;
    private int remaining;
    private int unfinished;
    private int sleepers;
    private int living;
    private bool ended;

    /// <param name="threads">Number of threads, the calling one among them.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
    }

    /// <summary>False in a browser, where .NET has one thread.</summary>
    public static bool AreThreadsSupported { get; } = !RuntimeInformation.IsOSPlatform(OSPlatform.Create("BROWSER"));

    /// <summary>Number of threads, the calling one among them.</summary>
    public int Threads { get; }

    /// <summary>Does all parts of a piece of work, and returns when all are done.</summary>
    /// <param name="part">Does one part; it receives its index.</param>
    /// <param name="parts">The number of parts.</param>
    /// <remarks>The first exception of a part is thrown here, as it is, after the other parts are done.</remarks>
    public void Run(Action<int> part, int parts)
    {
        if (Threads == 1 || parts == 1)
        {
            for (var i = 0; i < parts; i++) part(i);
            return;
        }

        if (Volatile.Read(ref living) < Threads - 1) StartWorkers();
        (work, failure) = (part, null);
        Volatile.Write(ref unfinished, parts);
        Interlocked.Exchange(ref remaining, parts);
        Wake();
        TakeParts();
        for (var look = 0; Volatile.Read(ref unfinished) > 0; look++)
        {
            if (!Look(look)) SleepUntilDone();
        }

        work = null;
        if (failure is { } exception) ExceptionDispatchInfo.Capture(exception).Throw();
    }

    /// <summary>Ends the threads. Without it, they end by themselves after a while.</summary>
    public void Stop()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }

    private void StartWorkers()
    {
        lock (gate)
        {
            for (; living < Threads - 1; living++) new Thread(Live) { IsBackground = true, Name = "FlowerModel worker" }.Start();
        }
    }

    private void Live()
    {
        while (true)
        {
            for (var look = 0; Volatile.Read(ref remaining) == 0; look++)
            {
                if (!Look(look) && !SleepUntilWork()) return;
            }

            TakeParts();
        }
    }

    /// <summary>
    /// Waits a moment: at first on the processor, because the next work comes within microseconds, then leaving it to other threads. Returns false if it
    /// is time to sleep.
    /// </summary>
    private static bool Look(int look)
    {
        if (look >= Looks + Yields) return false;
        if (look < Looks) Thread.SpinWait(LookIterations);
        else Thread.Yield();
        return true;
    }

    // The fields of the work stay as they are while a part of it is not finished.
    private void TakeParts()
    {
        for (var left = Volatile.Read(ref remaining); left > 0; left = Volatile.Read(ref remaining))
        {
            if (Interlocked.CompareExchange(ref remaining, left - 1, left) != left) continue;
            try
            {
                work!(left - 1);
            }
#pragma warning disable CA1031 // It is thrown on the calling thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }

            if (Interlocked.Decrement(ref unfinished) == 0) Wake();
        }
    }

    // Whoever changes a state does so with a full fence before it looks for sleepers, and a sleeper counts itself before it looks at the
    // state: one of the two sees the other.
    private void Wake()
    {
        if (Volatile.Read(ref sleepers) == 0) return;
        lock (gate) Monitor.PulseAll(gate);
    }

    /// <summary>Returns false if the thread is to end.</summary>
    private bool SleepUntilWork()
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            var awakened = true;
            while (awakened && !ended && Volatile.Read(ref remaining) == 0) awakened = Monitor.Wait(gate, Patience);
            Interlocked.Decrement(ref sleepers);
            if (Volatile.Read(ref remaining) > 0) return true;
            living--;
            return false;
        }
    }

    private void SleepUntilDone()
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref unfinished) > 0) Monitor.Wait(gate);
            Interlocked.Decrement(ref sleepers);
        }
    }
}
